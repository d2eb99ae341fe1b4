"""How a worker process is started: by Blender, or by a Python that has bpy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent

_BOOTSTRAP = """\
import importlib, importlib.util, os, sys, traceback
name, home = {name!r}, {home!r}
spec = importlib.util.spec_from_file_location(name, home + "/__init__.py", submodule_search_locations=[home])
package = importlib.util.module_from_spec(spec)
sys.modules[name] = package
spec.loader.exec_module(package)
try:
    code = importlib.import_module(name + ".__main__").main([*{first!r}, *sys.argv[sys.argv.index("--") + 1:]])
except BaseException:
    traceback.print_exc()
    code = 1
sys.stdout.flush(), sys.stderr.flush()
os._exit(code)
"""
# Not sys.exit: after a .blend file has been read, bpy 4.5 may hang at exit, waiting for one of its threads.


class BlenderMissingError(RuntimeError):
    """No Blender to render with; one line that says where one can be had."""


def worker_command(blender: str = "") -> list[str]:
    """The command that renders one job; the job file's path is appended as the last argument.

    The worker loads this add-on from its own folder. So it works from a checkout and when installed, where the package
    has another name and may not be enabled. Blender starts with factory settings and no other add-ons.

    Args:
        blender: A Blender executable (`bpy.app.binary_path`). Empty, as in the bpy module: this Python.
    """
    return _command(blender, ["worker"])


def tool_command(blender: str, argv: Sequence[str]) -> list[str]:
    """The command that runs this add-on's command line in the same way.

    Args:
        blender: As for `worker_command`.
        argv: The words after `python -m blender_addon`.
    """
    return [*_command(blender, []), *argv]


def _command(blender: str, first: list[str]) -> list[str]:
    code = _BOOTSTRAP.format(home=ADDON.as_posix(), name="packshot_worker", first=first)
    if not blender:
        return [sys.executable, "-c", code, "--"]
    return [blender, "-b", "--factory-startup", "--python-exit-code", "1", "--python-expr", code, "--"]
