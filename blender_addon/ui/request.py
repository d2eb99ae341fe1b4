"""What was typed into an operator, as the request that the lower floors understand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy

from ..headless import Request
from ..spec_toml import load_spec, override


class PathError(ValueError):
    """A path that leads nowhere; one line that says which and how to mend it."""


def request_from(
    spec: str, output: str, folders: Mapping[str, str], workers: int, changes: Mapping[str, Any]
) -> Request:
    """The request for this Blender's own executable.

    Args:
        spec: A preset's name or the path of a .toml file.
        output: The dataset's folder; `//` stands for the open file's folder, as everywhere in Blender.
        folders: "products", "hdris" and "textures"; an empty string is none.
        workers: Processes at a time.
        changes: Values by dotted key that take the place of the spec's.

    Raises:
        PathError, SpecError: In one line, what is wrong and how to mend it.
    """
    if not output.strip():
        raise PathError("output is empty: choose the folder that the dataset is to be written to")
    chosen = load_spec(spec if not spec.startswith("//") else str(_path("spec", spec)))
    return Request(
        override(chosen, changes, where="operator") if changes else chosen,
        _path("output", output),
        _folder("products", folders),
        _folder("hdris", folders),
        _folder("textures", folders),
        workers=workers,
        blender=bpy.app.binary_path,
        blender_version=bpy.app.version_string.split()[0],
    )


def _path(name: str, text: str) -> Path:
    if text.startswith("//") and not bpy.data.filepath:
        raise PathError(f"{name} is {text!r}, beside the open file, which is not saved yet: save it first")
    return Path(bpy.path.abspath(text)).expanduser()


def _folder(kind: str, folders: Mapping[str, str]) -> tuple[Path, ...]:
    text = folders.get(kind, "")
    return (_path(kind, text),) if text.strip() else ()
