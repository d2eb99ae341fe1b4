"""The operator that chooses a new, empty folder beside the chosen one."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import re
from itertools import count

import bpy

from . import notices
from .generate import Result
from .request import path_of
from .settings import output_of, settings_of


class PACKSHOT_OT_new_folder(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.new_folder"
    bl_label = "Use a New Folder"
    bl_description = "Choose a new folder beside this one, so that the dataset in this one stays as it is"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        folder = path_of("output", output_of(settings))
        stem = re.sub(r"_\d+$", "", folder.name)
        settings.output = str(next(p for n in count(2) if not (p := folder.with_name(f"{stem}_{n}")).exists()))
        notices.dismiss_errors()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_new_folder,)
