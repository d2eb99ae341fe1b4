"""Redraws the panel while a run is under way or a folder is being read."""

from __future__ import annotations

import bpy

from ..narrowing import of_type
from . import running

_EVERY_S = 0.3


def redraw_panel() -> None:
    """Redraw the sidebar of every 3D view."""
    for window in of_type(bpy.types.WindowManager, bpy.context.window_manager).windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def watch_run() -> None:
    """Show the progress of the run until it has ended; a second call changes nothing."""
    if not bpy.app.background and not bpy.app.timers.is_registered(_watch):
        bpy.app.timers.register(_watch, persistent=True)
    redraw_panel()


def redraw_soon() -> None:
    """Redraw soon, for callers such as `draw` that must not redraw at once."""
    if not bpy.app.background and not bpy.app.timers.is_registered(_once):
        bpy.app.timers.register(_once, first_interval=_EVERY_S)


def forget() -> None:
    """Remove the timers."""
    for timer in (_watch, _once):
        if bpy.app.timers.is_registered(timer):
            bpy.app.timers.unregister(timer)


def _watch() -> float | None:
    going = running.tick()
    redraw_panel()
    return _EVERY_S if going else None


def _once() -> None:
    redraw_panel()
