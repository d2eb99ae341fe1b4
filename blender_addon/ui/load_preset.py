"""The operator that shows a preset in the panel. Presets are TOML files, so loading one runs no code."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import notices
from .generate import Result
from .spec_files import show_file


class PACKSHOT_OT_load_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.load_preset"
    bl_label = "Load Preset"
    bl_description = "Show this spec in the panel. The folders of assets and the output stay"
    bl_options = {"INTERNAL"}

    filepath: bpy.props.StringProperty(subtype="FILE_PATH")  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        if not show_file(self, context, self.filepath):
            return {"CANCELLED"}
        notices.dismiss_errors()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_load_preset,)
