"""The operator that deletes one of the user's presets."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..narrowing import of_type
from .generate import Result
from .settings import settings_of
from .spec_files import own_presets


class PACKSHOT_OT_remove_preset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.remove_preset"
    bl_label = "Remove Preset"
    bl_description = "Delete the preset of your own that the panel shows"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("Built-in presets cannot be deleted")
        return (own_presets() / f"{settings_of(context).spec.name}.toml").exists()

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Ask first."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_confirm(self, event)

    def execute(self, context: bpy.types.Context) -> Result:
        (own_presets() / f"{settings_of(context).spec.name}.toml").unlink(missing_ok=True)
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_remove_preset,)
