"""Specs as TOML files: the folder of user presets, showing a file in the panel, and writing the panel's spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..dataset.files import disk_errors, replace_file
from ..spec_toml import SpecError, load_spec, spec_to_toml
from .settings import settings_of, show_spec, spec_of


def own_presets() -> Path:
    """The folder of user presets, among Blender's own."""
    return Path(bpy.utils.user_resource("SCRIPTS", path="presets/packshot"))


def write_spec(settings: Any, path: Path) -> None:
    """Write the panel's spec as TOML.

    Raises:
        SpecError: The panel has a value that is not allowed.
        DatasetError: The file cannot be written.
    """
    text = spec_to_toml(spec_of(settings))
    with disk_errors("writing the spec", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode())


def show_file(operator: bpy.types.Operator, context: bpy.types.Context, path: str) -> bool:
    """Show a file's spec in the panel. If it cannot be read, the operator warns and this returns False."""
    try:
        show_spec(settings_of(context), load_spec(path))
    except SpecError as error:
        operator.report({"WARNING"}, str(error))
        return False
    return True
