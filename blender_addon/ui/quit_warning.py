"""Ctrl-Q during a run asks first: quitting ends the workers."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..narrowing import of_type
from . import running
from .generate import Result


class PACKSHOT_OT_quit(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.quit"
    bl_label = "A dataset is being made. Stop it and quit?"
    bl_description = "Quit Blender; finished samples stay, and Resume goes on from there"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _: bpy.types.Context) -> bool:
        """Without a run the key is Blender's."""
        return running.current() is not None

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Ask first."""
        return of_type(bpy.types.WindowManager, context.window_manager).invoke_confirm(self, event)

    def execute(self, _: bpy.types.Context) -> Result:
        bpy.ops.wm.quit_blender("INVOKE_DEFAULT")
        return {"FINISHED"}


_keys: list[tuple[Any, Any]] = []


def add_key() -> None:
    """Ctrl-Q, before Blender's own; a second call changes nothing."""
    configs: Any = of_type(bpy.types.WindowManager, bpy.context.window_manager).keyconfigs
    if configs.addon is None or _keys:
        return
    keymap = configs.addon.keymaps.new(name="Window", space_type="EMPTY")
    _keys.append((keymap, keymap.keymap_items.new(PACKSHOT_OT_quit.bl_idname, "Q", "PRESS", ctrl=True)))


def remove_key() -> None:
    """Take it away again."""
    while _keys:
        keymap, item = _keys.pop()
        keymap.keymap_items.remove(item)


CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_quit,)
