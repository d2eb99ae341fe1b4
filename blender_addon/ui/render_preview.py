"""The operator that renders one small pair."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import task
from .generate import Result
from .mistakes import say_mistake
from .preview_task import begin_preview
from .request import request_of_panel
from .settings import settings_of

_SIZE = 256


class PACKSHOT_OT_render_preview(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.render_preview"
    bl_label = "Render Preview"
    bl_description = "Render the chosen sample small, with few paths, and show it in an Image Editor"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        cls.poll_message_set("Something is being built already")
        return task.current() is None

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        with say_mistake(self) as said:
            begin_preview(request_of_panel(settings).request, settings.sample, 1, _SIZE)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_render_preview,)
