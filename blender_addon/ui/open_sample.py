"""The operator that shows a finished sample's room as a scene of the open file."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import json
from dataclasses import replace

import bpy

from ..dataset.header import read_header
from ..dataset.layout import RECIPE, DatasetError, sample_folder
from ..spec_toml import spec_from_dict
from .generate import Result
from .one_task import OneTask
from .request import request_of_panel
from .scene_task import begin_scene
from .settings import settings_of
from .shown_dataset import shown_dataset
from .user_errors import report_errors


class PACKSHOT_OT_open_sample(OneTask, bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.open_sample"
    bl_label = "Open Sample as Scene"
    bl_description = "Build the room of this finished sample as a new scene, by the dataset's settings and its recipe"
    bl_options = {"REGISTER"}

    sample: bpy.props.IntProperty(name="Sample", min=0)  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        with report_errors(self) as said:
            root = shown_dataset(context)
            if root is None:
                raise DatasetError("no dataset is chosen")
            path = sample_folder(root, self.sample) / RECIPE
            try:
                attempt = int(json.loads(path.read_bytes())["attempt"])
            except (OSError, ValueError, KeyError) as error:
                raise DatasetError(f"sample {self.sample} has no recipe that can be read") from error
            spec = spec_from_dict(read_header(root)["spec"], str(root))
            request = request_of_panel(settings_of(context), spec).request
            begin_scene(replace(request, out=root), self.sample, attempt)
        return {"CANCELLED"} if said else {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_open_sample,)
