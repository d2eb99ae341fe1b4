"""The operator that reads a spec from a TOML file."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy
from bpy_extras.io_utils import ImportHelper

from .generate import Result
from .spec_files import show_file


class PACKSHOT_OT_import_toml(bpy.types.Operator, ImportHelper):  # type: ignore[misc]  # noqa: N801
    bl_idname = "packshot.import_toml"
    bl_label = "Import TOML"
    bl_description = "Show the spec of a .toml file in the panel"
    filename_ext = ".toml"

    filepath: bpy.props.StringProperty(subtype="FILE_PATH")  # type: ignore[valid-type]
    filter_glob: bpy.props.StringProperty(default="*.toml", options={"HIDDEN"})  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        return {"FINISHED"} if show_file(self, context, self.filepath) else {"CANCELLED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_import_toml,)
