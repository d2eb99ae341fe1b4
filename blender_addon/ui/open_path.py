"""The operators that show a folder, or a dataset's report, in the desktop's own program."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import shutil
import sys
from pathlib import Path

import bpy

from ..dataset.layout import DatasetError
from ..narrowing import of_type
from ..report_page import write_report
from . import running
from .generate import Result
from .problems import output_folder
from .settings import settings_of


class PACKSHOT_OT_open_folder(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_folder"
    bl_label = "Open Folder"
    bl_description = "Show the dataset's folder in the desktop's file manager"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        return show(self, context, shown_dataset(context))


class PACKSHOT_OT_open_report(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_report"
    bl_label = "Open Report"
    bl_description = "Write a page on the dataset (how far it is, warnings, rejections, first samples) and show it"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        folder = shown_dataset(context)
        try:
            return show(self, context, write_report(folder) if folder is not None else None)
        except DatasetError as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}


def shown_dataset(context: bpy.types.Context) -> Path | None:
    """The folder of the run that the panel shows, else the chosen one."""
    run = running.current() or running.last()
    return run.out if run is not None else output_folder(settings_of(context))


def show(operator: bpy.types.Operator, context: bpy.types.Context, path: Path | None) -> Result:
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


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_folder, PACKSHOT_OT_open_report)
