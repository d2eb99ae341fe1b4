"""The operator that shows a sample's room as a scene of the open file."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from .generate import Result
from .one_task import OneTask
from .request import request_of_panel
from .scene_task import begin_scene
from .settings import settings_of
from .user_errors import report_errors


class PACKSHOT_OT_random_scene(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.random_scene"
    bl_label = "Random Scene"
    bl_description = (
        "Build the room of a sample as a new scene of this file, to look around in. It is the first draw of that "
        "sample, with the panel's settings; nothing else of the file is changed"
    )
    bl_options = {"REGISTER"}

    step: bpy.props.IntProperty(  # type: ignore[valid-type]
        name="Step", description="1: the next sample, -1: the one before, 0: this one", default=0, options={"SKIP_SAVE"}
    )

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        settings.sample = max(0, settings.sample + self.step)
        with report_errors(self) as said:
            begin_scene(request_of_panel(settings).request, settings.sample)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_random_scene,)
