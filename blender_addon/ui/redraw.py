"""Show how far a run is: in the sidebars that are open, and in the status bar."""

from __future__ import annotations

import bpy

from ..narrowing import of_type


def redraw_panel() -> None:
    """Have every 3D view draw its sidebar again."""
    for window in of_type(bpy.types.WindowManager, bpy.context.window_manager).windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def show_status(text: str | None) -> None:
    """Put `text` into the status bar of every workspace; None gives it back to Blender.

    Only where `bpy.context` has a window, so never from a timer of `bpy.app`: Blender 5.2 crashes there.
    """
    for workspace in bpy.data.workspaces:
        workspace.status_text_set(text)
