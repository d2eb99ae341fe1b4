"""Files and folders shown in the desktop's own programs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import bpy

from ..narrowing import of_type
from .generate import Result


def show_path(operator: bpy.types.Operator, context: bpy.types.Context, path: Path | None) -> Result:
    """Show a file or folder in the desktop's program; where there is none, its path goes to the clipboard."""
    if path is None or not path.exists():
        operator.report({"WARNING"}, "Nothing is there yet")
        return {"CANCELLED"}
    if sys.platform.startswith("linux") and shutil.which("xdg-open") is None:
        of_type(bpy.types.WindowManager, context.window_manager).clipboard = str(path)
        operator.report({"WARNING"}, f"No program to show it (xdg-open is missing); copied to the clipboard: {path}")
        return {"CANCELLED"}
    bpy.ops.wm.path_open(filepath=str(path))
    return {"FINISHED"}
