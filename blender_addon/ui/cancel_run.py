"""The operator that ends a run."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import running
from .generate import Result
from .redraw import redraw_panel


class PACKSHOT_OT_cancel_run(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.cancel_run"
    bl_label = "Cancel"
    bl_description = "End the workers now. Finished samples stay, and Resume continues from there"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        return running.current() is not None

    def execute(self, _: bpy.types.Context) -> Result:
        running.stop()
        redraw_panel()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_cancel_run,)
