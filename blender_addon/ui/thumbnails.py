"""The latest samples' images as icons of the panel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews

from ..dataset.layout import sample_folder

_MOST = 64
"""Number of icons that are kept."""
_shown: list[Any] = []
"""The collection of previews, once there is one."""


def icon_of(root: Path, sample: int, name: str) -> int:
    """The icon of a sample's image; 0 if there is none. Blender reads the file when it draws it."""
    path = sample_folder(root, sample) / name
    if not path.is_file():
        return 0
    if not _shown:
        _shown.append(bpy.utils.previews.new())
    pictures = _shown[0]
    if len(pictures) > _MOST:
        pictures.clear()
    key = str(path)
    found = pictures[key] if key in pictures else pictures.load(key, key, "IMAGE")
    return int(found.icon_id)


def forget() -> None:
    """Free all icons."""
    while _shown:
        bpy.utils.previews.remove(_shown.pop())
