"""What Blender's own preferences have Cycles render with, which is what the panel's device "auto" stands for."""

from __future__ import annotations

from typing import Any

import bpy

from ..narrowing import of_type


def cycles_device() -> str:
    """Its name as `Request.device` takes it: "cpu", or a GPU's backend such as "optix"."""
    entry = of_type(bpy.types.Preferences, bpy.context.preferences).addons.get("cycles")
    if entry is None:
        return "cpu"
    known: Any = entry.preferences
    backend = str(known.compute_device_type)
    ticked = [each.use for each in known.devices if each.type == backend]  # none before Blender has looked for them
    return "cpu" if backend in ("", "NONE") or (ticked and not any(ticked)) else backend.lower()


def device_line(device: str) -> str:
    """What the panel's device comes to, for people; "" where it says so itself."""
    if device != "auto":
        return ""
    return f"Auto: {cycles_device().upper()}, by Preferences › System › Cycles Render Devices"
