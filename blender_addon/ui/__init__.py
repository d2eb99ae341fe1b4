"""What Packshot shows in Blender: each module lists its classes, and here they are put in and taken out."""

from __future__ import annotations

import atexit
from typing import Any

import bpy

from . import generate, panel, properties, running

_CLASSES: tuple[Any, ...] = (*properties.CLASSES, *generate.CLASSES, *panel.CLASSES)


def register() -> None:
    """Register every class and the scene's settings; a second call changes nothing."""
    for kind in _CLASSES:
        if not kind.is_registered:
            bpy.utils.register_class(kind)
    scene: Any = bpy.types.Scene
    props: Any = bpy.props
    scene.packshot = props.PointerProperty(type=properties.PackshotSettings)
    # Blender does not unregister extensions when it quits, and no worker should render on for nobody.
    atexit.unregister(running.stop_and_wait)
    atexit.register(running.stop_and_wait)


def unregister() -> None:
    """End a run that is under way and take everything out again; a second call changes nothing."""
    running.stop_and_wait()
    atexit.unregister(running.stop_and_wait)
    if hasattr(bpy.types.Scene, "packshot"):
        del bpy.types.Scene.packshot
    for kind in reversed(_CLASSES):
        if kind.is_registered:
            bpy.utils.unregister_class(kind)
