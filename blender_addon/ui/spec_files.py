"""Specs as TOML files: the folder of user presets, and writing the panel's spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..dataset.files import disk_errors, replace_file
from ..spec_toml import spec_to_toml
from .settings import spec_of


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
