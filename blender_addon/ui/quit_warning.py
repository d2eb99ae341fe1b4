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


KEYS: tuple[Any, ...] = (("Window", "EMPTY", PACKSHOT_OT_quit.bl_idname, "Q", {"ctrl": True}),)
"""Before Blender's own, see `addon_keys`."""
CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_quit,)
