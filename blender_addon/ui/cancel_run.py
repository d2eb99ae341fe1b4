"""The operator that ends a run, and the Esc key over the panel."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..narrowing import of_type
from . import running
from .generate import Result
from .redraw import redraw_panel

_TAB = "Packshot"


class PACKSHOT_OT_cancel_run(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.cancel_run"
    bl_label = "Cancel"
    bl_description = "End the workers now. Finished samples stay, and Resume goes on from there"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        return running.current() is not None

    def execute(self, _: bpy.types.Context) -> Result:
        running.stop()
        redraw_panel()
        return {"FINISHED"}


class PACKSHOT_OT_escape(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.escape"
    bl_label = "Cancel the Run?"
    bl_description = "Over the Packshot panel alone, Esc asks whether to end the run"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Anywhere else the key is Blender's, as to stop an animation."""
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


_keys: list[tuple[Any, Any]] = []


def add_key() -> None:
    """Esc over a 3D view's sidebar; a second call changes nothing."""
    configs: Any = of_type(bpy.types.WindowManager, bpy.context.window_manager).keyconfigs
    if configs.addon is None or _keys:  # without a window there are no keys
        return
    keymap = configs.addon.keymaps.new(name="View3D Generic", space_type="VIEW_3D")
    _keys.append((keymap, keymap.keymap_items.new(PACKSHOT_OT_escape.bl_idname, "ESC", "PRESS")))


def remove_key() -> None:
    """Take it away again."""
    while _keys:
        keymap, item = _keys.pop()
        keymap.keymap_items.remove(item)


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_cancel_run, PACKSHOT_OT_escape)
