"""The operator that redraws one finished sample."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..dataset.layout import DatasetError
from ..narrowing import of_type
from . import folder_state, running
from .generate import Result
from .shown_dataset import shown_dataset
from .user_errors import report_errors


class PACKSHOT_OT_draw_again(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.draw_again"
    bl_label = "Draw This One Again?"
    bl_description = "Move this sample to the folder set_aside. The next run replaces it by another draw"
    bl_options = {"REGISTER"}

    sample: bpy.props.IntProperty(name="Sample", min=0)  # type: ignore[valid-type]

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        cls.poll_message_set("When the run has ended")
        return running.current() is None

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Ask first."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_confirm(self, event)

    def execute(self, context: bpy.types.Context) -> Result:
        from ..dataset.drawn_again import draw_again  # imported late: Blender starts faster without it

        with report_errors(self) as said:
            root = shown_dataset(context)
            if root is None:
                raise DatasetError("no dataset is chosen")
            draw_again(root, self.sample)
            run = running.last()
            if run is not None and self.sample in run.last:
                run.last.remove(self.sample)
            folder_state.look_again(root)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_draw_again,)
