"""`blender --command packshot …`: the command line inside Blender, which also renders."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import Any

import bpy

from ..exit_codes import SUCCESS

NAME = "packshot"
_RENDERING = ("generate", "preview", "submit")


def with_this_blender(argv: Sequence[str]) -> list[str]:
    """The arguments, with --blender added where a command renders and has none."""
    named = any(each == "--blender" or each.startswith("--blender=") for each in argv)
    renders = bool(argv) and argv[0] in _RENDERING and bpy.app.binary_path
    return [*argv, "--blender", bpy.app.binary_path] if renders and not named else list(argv)


def run(argv: Sequence[str]) -> int:
    """Run the command for Blender; returns the exit code."""
    from ..__main__ import main  # imported late: it imports the whole program, and Blender starts faster without it

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # Blender handles Ctrl-C itself
    try:
        return main(with_this_blender(argv))
    except SystemExit as ended:  # argparse has printed the reason
        return ended.code if isinstance(ended.code, int) else SUCCESS
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


_handles: list[Any] = []


def register() -> None:
    """Register the command; a second call changes nothing."""
    if not _handles:
        utils: Any = bpy.utils
        _handles.append(utils.register_cli_command(NAME, run))


def unregister() -> None:
    """Unregister it."""
    while _handles:
        bpy.utils.unregister_cli_command(_handles.pop())
