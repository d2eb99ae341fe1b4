"""The operator that renders a sheet of sixteen small samples."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import task
from .generate import Result
from .mistakes import say_mistake
from .preview_task import begin_preview
from .request import request_of_panel
from .settings import settings_of

_COUNT, _SIZE = 16, 96


class PACKSHOT_OT_preview_sheet(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.preview_sheet"
    bl_label = "Preview Sheet"
    bl_description = "Render the first sixteen samples small, with few paths, and show them in an Image Editor"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        cls.poll_message_set("Something is being built already")
        return task.current() is None

    def execute(self, context: bpy.types.Context) -> Result:
        with say_mistake(self) as said:
            begin_preview(request_of_panel(settings_of(context)).request, 0, _COUNT, _SIZE)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_preview_sheet,)
