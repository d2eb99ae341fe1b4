"""What Blender's own preferences have Cycles render with, which is what the panel's device "auto" stands for."""

from __future__ import annotations

from typing import Any

import bpy

from ..narrowing import of_type


def cycles_device() -> str:
    """Its name as `Request.device` takes it: "cpu", or a GPU's backend such as "optix"; "" where a worker has to look,
    since Blender has not listed its GPUs yet.
    """
    entry = of_type(bpy.types.Preferences, bpy.context.preferences).addons.get("cycles")
    if entry is None:
        return "cpu"
    known: Any = entry.preferences
    backend = str(known.compute_device_type)
    if backend in ("", "NONE"):
        return "cpu"
    ticked = [each.use for each in known.devices if each.type == backend]
    if not ticked:
        return ""
    return backend.lower() if any(ticked) else "cpu"


def device_line(device: str) -> str:
    """What the panel's device comes to, for people; "" where it says so itself."""
    if device != "auto":
        return ""
    return (
        f"Auto: {cycles_device().upper() or 'the best GPU there is'}, by Preferences › System › Cycles Render Devices"
    )
