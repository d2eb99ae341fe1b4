"""The Cycles device of Blender's own preferences, which the panel's device "auto" stands for."""

from __future__ import annotations

from typing import Any

import bpy

from ..narrowing import of_type


def cycles_device() -> str:
    """Its name as `Request.device` takes it: "cpu", or a GPU's backend such as "optix"; "" if Blender
    has not listed its GPUs yet, so that a worker must find out.
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
    """The device that "auto" stands for, as text; "" for any other choice."""
    if device != "auto":
        return ""
    return (
        f"Auto: {cycles_device().upper() or 'the best GPU there is'}, by Preferences › System › Cycles Render Devices"
    )
