"""The operator that ends a fetch of assets."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

import bpy

from . import fetch_assets
from .generate import Result
from .redraw import redraw_panel


class PACKSHOT_OT_stop_fetch(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.stop_fetch"
    bl_label = "Stop Fetching"
    bl_description = "Stop. Fetched files stay, and Fetch Assets continues from there"
    bl_options = {"INTERNAL"}

    def execute(self, _: bpy.types.Context) -> Result:
        fetch_assets.stop()
        redraw_panel()
        return {"FINISHED"}


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_stop_fetch,)
