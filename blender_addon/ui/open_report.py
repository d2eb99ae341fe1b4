"""The operator that writes a dataset's report and shows it in the desktop's browser."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from ..dataset.layout import DatasetError
from ..report_page import write_report
from .generate import Result
from .show_path import show_path
from .shown_dataset import shown_dataset


class PACKSHOT_OT_open_report(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_report"
    bl_label = "Open Report"
    bl_description = "Write a page on the dataset (how far it is, warnings, rejections, first samples) and show it"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        folder = shown_dataset(context)
        try:
            return show_path(self, context, write_report(folder) if folder is not None else None)
        except DatasetError as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_report,)
