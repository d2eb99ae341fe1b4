"""The operator that writes the panel's spec to a TOML file."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from pathlib import Path

import bpy
from bpy_extras.io_utils import ExportHelper

from ..dataset.layout import DatasetError
from ..spec_toml import SpecError
from .generate import Result
from .settings import settings_of
from .spec_files import write_spec


class PACKSHOT_OT_export_toml(bpy.types.Operator, ExportHelper):  # type: ignore[misc]  # noqa: N801
    bl_idname = "packshot.export_toml"
    bl_label = "Export TOML"
    bl_description = "Write the panel's spec to a .toml file, as the command line's --spec takes it"
    filename_ext = ".toml"

    filepath: bpy.props.StringProperty(subtype="FILE_PATH")  # type: ignore[valid-type]
    filter_glob: bpy.props.StringProperty(default="*.toml", options={"HIDDEN"})  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> Result:
        try:
            write_spec(settings_of(context), Path(self.filepath))
        except (SpecError, DatasetError) as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_export_toml,)
