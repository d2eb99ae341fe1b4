"""The operator that renders one small pair."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from .generate import Result
from .one_task import OneTask
from .preview_task import begin_preview
from .request import request_of_panel
from .settings import settings_of
from .user_errors import report_errors

_SIZE = 256


class PACKSHOT_OT_render_preview(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.render_preview"
    bl_label = "Render Preview"
    bl_description = "Render the chosen sample small, with few paths, and show it in an Image Editor"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        with report_errors(self) as said:
            begin_preview(request_of_panel(settings).request, settings.sample, 1, _SIZE)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_render_preview,)
