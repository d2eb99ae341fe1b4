"""Have the panel drawn again while a run or a look at a folder is under way."""

from __future__ import annotations

import bpy

from ..narrowing import of_type
from . import running

_EVERY_S = 0.3


def redraw_panel() -> None:
    """Have every 3D view draw its sidebar again."""
    for window in of_type(bpy.types.WindowManager, bpy.context.window_manager).windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def watch_run() -> None:
    """Show how far the run is until it has ended; a call while that is done changes nothing."""
    if not bpy.app.background and not bpy.app.timers.is_registered(_watch):
        bpy.app.timers.register(_watch, persistent=True)
    redraw_panel()


def redraw_soon() -> None:
    """Draw again in a moment, from a place such as `draw` that may not ask for it at once."""
    if not bpy.app.background and not bpy.app.timers.is_registered(_once):
        bpy.app.timers.register(_once, first_interval=_EVERY_S)


def forget() -> None:
    """Take the timers away."""
    for timer in (_watch, _once):
        if bpy.app.timers.is_registered(timer):
            bpy.app.timers.unregister(timer)


def _watch() -> float | None:
    going = running.tick()
    redraw_panel()
    return _EVERY_S if going else None


def _once() -> None:
    redraw_panel()
