"""Show how far a run is: in the sidebars that are open, and in the status bar."""

from __future__ import annotations

import bpy


def redraw_panel(context: bpy.types.Context) -> None:
    """Have every 3D view draw its sidebar again."""
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def show_status(text: str | None) -> None:
    """Put `text` into the status bar, whichever workspace is open by then; None gives it back to Blender."""
    for workspace in bpy.data.workspaces:
        workspace.status_text_set(text)
