"""The operator that shows a finished sample's room as a scene of the open file."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from ..spec_toml import spec_from_dict
from . import running
from .generate import Result
from .one_task import OneTask
from .request import path_of, request_of_panel
from .scene_task import begin_scene
from .settings import output_of, settings_of
from .user_errors import report_errors


class PACKSHOT_OT_open_sample(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_sample"
    bl_label = "Open Sample as Scene"
    bl_description = "Build the room of this finished sample as a new scene, from its recipe and the dataset's settings"
    bl_options = {"REGISTER"}

    sample: bpy.props.IntProperty(name="Sample", min=0)  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        from ..dataset.header import read_header  # imported late: Blender starts faster without it

        run = running.current() or running.last()
        with report_errors(self) as said:
            if run is not None:  # not the panel's, which may have changed
                request, root = run.wanted.request, run.out
            else:
                settings = settings_of(context)
                root = path_of("output", output_of(settings))
                request = request_of_panel(settings, spec_from_dict(read_header(root)["spec"], str(root))).request
            begin_scene(request, self.sample, root)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_sample,)
