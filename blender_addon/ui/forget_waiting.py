"""The operator that removes a run from the queue."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import running
from .generate import Result


class PACKSHOT_OT_forget_waiting(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.forget_waiting"
    bl_label = "Remove from the Queue"
    bl_description = "Do not start this run"
    bl_options = {"INTERNAL"}

    number: bpy.props.IntProperty(min=0)  # type: ignore[valid-type]

    def execute(self, _: bpy.types.Context) -> Result:
        running.forget_waiting(self.number)
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_forget_waiting,)
