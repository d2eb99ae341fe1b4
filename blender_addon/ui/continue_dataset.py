"""The operator that continues the dataset of the chosen folder, with that dataset's own settings."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from ..dataset.layout import DatasetError
from .folder_state import spec_in
from .generate import Result, begin_run
from .request import path_of, request_of_panel
from .settings import output_of, settings_of, show_spec
from .wanted import Wanted


class PACKSHOT_OT_continue_dataset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.continue_dataset"
    bl_label = "Resume"
    bl_description = (
        "Render the missing samples of the output folder, with the settings that its dataset was started with; "
        "the panel then shows these"
    )
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> Result:
        return begin_run(self, lambda: self._wanted(context))

    def _wanted(self, context: bpy.types.Context) -> Wanted:
        settings = settings_of(context)
        out = path_of("output", output_of(settings))
        spec = spec_in(out)
        if spec is None:
            raise DatasetError(f"{out}: no dataset to continue with")
        settings.output = str(out)  # the default depends on the preset's name, which may change now
        show_spec(settings, spec)
        return request_of_panel(settings, spec)


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_continue_dataset,)
