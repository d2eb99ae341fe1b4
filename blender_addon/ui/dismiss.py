"""The operator that dismisses a notice."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import notices
from .generate import Result
from .redraw import redraw_panel


class PACKSHOT_OT_dismiss(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.dismiss"
    bl_label = "Dismiss"
    bl_description = "Dismiss this line. The dataset's report keeps warnings"
    bl_options = {"INTERNAL"}

    number: bpy.props.IntProperty(default=-1, options={"SKIP_SAVE"})  # type: ignore[valid-type]

    def execute(self, _: bpy.types.Context) -> Result:
        notices.dismiss(self.number)
        redraw_panel()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_dismiss,)
