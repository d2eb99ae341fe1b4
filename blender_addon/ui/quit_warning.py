"""Ctrl-Q during a run asks first, because quitting ends the workers. The File menu says so too."""

# No `from __future__ import annotations` here: Blender reads the annotations as properties.

from typing import Any

import bpy

from ..narrowing import of_type
from . import running
from .generate import Result


class PACKSHOT_OT_quit(bpy.types.Operator):  # noqa: N801
    bl_idname = "packshot.quit"
    bl_label = "A dataset is being made. Stop it and quit?"
    bl_description = "Quit Blender; finished samples stay, and Resume continues from there"
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


def draw_in_file_menu(menu: bpy.types.Menu, _: bpy.types.Context) -> None:
    """A line below Quit during a run, because that entry and the window's close button cannot ask."""
    run = running.current()
    if run is not None:
        layout = of_type(bpy.types.UILayout, menu.layout)
        layout.label(text=f"Quitting stops the dataset: {run.done} of {run.count} are there", icon="ERROR")


def add_line() -> None:
    """Add the line to the File menu; a second call changes nothing."""
    remove_line()
    bpy.types.TOPBAR_MT_file.append(draw_in_file_menu)


def remove_line() -> None:
    """Remove it."""
    bpy.types.TOPBAR_MT_file.remove(draw_in_file_menu)


KEYS: tuple[Any, ...] = (("Window", "EMPTY", PACKSHOT_OT_quit.bl_idname, "Q", {"ctrl": True}),)
"""Handled before Blender's own key, see `addon_keys`."""
CLASSES: tuple[type[bpy.types.Operator], ...] = (PACKSHOT_OT_quit,)
