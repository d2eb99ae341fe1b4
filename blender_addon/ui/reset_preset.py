"""The operator that shows the preset again as it was saved."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from ..spec_toml import PRESETS, load_spec
from . import notices
from .generate import Result
from .settings import settings_of, show_spec
from .spec_files import own_presets


class PACKSHOT_OT_reset(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.reset"
    bl_label = "Reset"
    bl_description = "Show the preset again as it was saved"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings = settings_of(context)
        own = own_presets() / f"{settings.spec.name}.toml"
        shipped = PRESETS / f"{settings.spec.name}.toml"
        path = own if own.exists() else shipped if shipped.exists() else PRESETS / "packshot.toml"
        show_spec(settings, load_spec(str(path)))
        notices.dismiss_errors()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_reset,)
