"""Finds Blender's windows and editors from a timer, which has no context."""

from __future__ import annotations

from typing import Any

import bpy

from ..narrowing import of_type


def window_of() -> Any:
    """The first window; None without any."""
    windows = of_type(bpy.types.WindowManager, bpy.context.window_manager).windows
    return windows[0] if len(windows) else None


def look_through_camera(window: Any) -> None:
    """Show the window's scene through its camera, in the largest 3D view, in its colours."""
    areas = [area for area in window.screen.areas if area.type == "VIEW_3D"]
    if areas:
        space = max(areas, key=lambda area: area.width * area.height).spaces.active
        space.region_3d.view_perspective = "CAMERA"
        space.shading.type = "SOLID"  # shows at once; compiling all the room's materials takes a minute
        space.shading.color_type = "TEXTURE"


def show_image(image: bpy.types.Image) -> None:
    """Show an image in an Image Editor: an open one, or else one in a new window."""
    window = window_of()
    if window is None:
        return
    windows: Any = of_type(bpy.types.WindowManager, bpy.context.window_manager).windows
    for each in windows:
        for area in each.screen.areas:
            if area.type == "IMAGE_EDITOR":
                area.spaces.active.image = image
                return
    if bpy.app.background:
        return
    area = max(window.screen.areas, key=lambda each: each.width * each.height)
    with bpy.context.temp_override(window=window, area=area):
        bpy.ops.wm.window_new()
    new = windows[-1].screen.areas[0]
    new.type = "IMAGE_EDITOR"
    new.spaces.active.image = image
