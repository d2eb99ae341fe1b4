"""The operator that shows a dataset's folder in the desktop's file manager."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from .generate import Result
from .show_path import show_path
from .shown_dataset import shown_dataset


class PACKSHOT_OT_open_folder(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_folder"
    bl_label = "Open Folder"
    bl_description = "Show the dataset's folder in the desktop's file manager"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        why_not = show_path(shown_dataset(context))
        if why_not:
            self.report({"WARNING"}, why_not)
        return {"CANCELLED"} if why_not else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_folder,)
