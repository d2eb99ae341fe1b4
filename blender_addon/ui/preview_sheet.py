"""The operator that renders a sheet of sixteen small samples."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from .generate import Result
from .one_task import OneTask
from .preview_task import begin_preview
from .request import request_of_panel
from .settings import settings_of
from .user_errors import report_errors

_COUNT, _SIZE = 16, 96


class PACKSHOT_OT_preview_sheet(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.preview_sheet"
    bl_label = "Preview Sheet"
    bl_description = "Render the first sixteen samples small, with few paths, and show them in an Image Editor"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> Result:
        with report_errors(self) as said:
            begin_preview(request_of_panel(settings_of(context)).request, 0, _COUNT, _SIZE)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_preview_sheet,)
