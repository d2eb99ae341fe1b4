"""The operator behind the Esc key over the panel: it asks whether to end the run."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..narrowing import of_type
from . import running
from .generate import Result
from .redraw import redraw_panel

_TAB = "Packshot"


class PACKSHOT_OT_escape(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.escape"
    bl_label = "Cancel the Run?"
    bl_description = "Only over the Packshot panel, Esc asks whether to end the run"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Anywhere else the key is Blender's, for example to stop an animation."""
        region: Any = context.region
        return (
            running.current() is not None
            and region is not None
            and region.type == "UI"
            and getattr(region, "active_panel_category", _TAB) == _TAB
        )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Ask first."""
        manager = of_type(bpy.types.WindowManager, context.window_manager)
        return manager.invoke_confirm(self, event)

    def execute(self, _: bpy.types.Context) -> Result:
        running.stop()
        redraw_panel()
        return {"FINISHED"}


KEYS: tuple[Any, ...] = (("View3D Generic", "VIEW_3D", PACKSHOT_OT_escape.bl_idname, "ESC", {}),)
"""Over a 3D view's sidebar, see `addon_keys`."""
CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_escape,)
