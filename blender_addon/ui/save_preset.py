"""The operator that saves the panel's spec as a user preset."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..dataset.layout import DatasetError
from ..narrowing import of_type
from ..spec_toml import PRESETS, SpecError
from .generate import Result
from .settings import settings_of
from .spec_files import own_presets, write_spec


class PACKSHOT_OT_add_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.add_preset"
    bl_label = "Save Preset"
    bl_description = "Save the panel's spec as a preset of your own, under a new name"
    bl_options = {"INTERNAL"}

    name: bpy.props.StringProperty(name="Name", default="my_preset")  # type: ignore[valid-type]

    def invoke(self, context: bpy.types.Context, _: bpy.types.Event) -> Any:
        """Ask for the name."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_props_dialog(self)

    def execute(self, context: bpy.types.Context) -> Result:
        name = "".join(c if c.isalnum() or c in "-_" else "_" for c in self.name.strip().lower())
        settings = settings_of(context)
        if not name or (PRESETS / f"{name}.toml").exists():
            self.report({"WARNING"}, "The name is empty or that of a built-in preset: choose another")
            return {"CANCELLED"}
        try:
            settings.spec.name = name
            write_spec(settings, own_presets() / f"{name}.toml")
        except (SpecError, DatasetError) as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_add_preset,)
