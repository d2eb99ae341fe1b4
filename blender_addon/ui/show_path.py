"""Files and folders shown in the desktop's own programs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import bpy

from ..narrowing import of_type


def show_path(path: Path | None) -> str:
    """Show a file or folder in the desktop's program; if there is none, copy its path to the clipboard.

    Returns:
        The reason why it could not be shown, in one line; "" if it was.
    """
    if path is None or not path.exists():
        return "Nothing is there yet"
    if sys.platform.startswith("linux") and shutil.which("xdg-open") is None:
        of_type(bpy.types.WindowManager, bpy.context.window_manager).clipboard = str(path)
        return f"No program to show it (xdg-open is missing); copied to the clipboard: {path}"
    bpy.ops.wm.path_open(filepath=str(path))
    return ""
