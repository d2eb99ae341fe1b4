"""The layers of a render as arrays: the interface between Blender and `picture`, without bpy."""

from __future__ import annotations

from dataclasses import dataclass

from ..arrays import Plane

DEEPEST_M = 1e4
"""Deeper than any scene: if a ray hits nothing, Blender writes a depth of 1e10 metres."""


@dataclass(frozen=True)
class Layers:
    """The layers of one render; every plane is [H, W] or [H, W, 3], float32, row 0 on top."""

    light: dict[str, Plane]
    """Linear Rec. 709 by light group, denoised if the build can."""
    combined: Plane
    """All light together as Cycles sums it, never denoised."""
    alpha: Plane
    depth: Plane
    """Metres along the camera's axis; beyond DEEPEST_M the ray hit nothing."""
    normal: Plane
    """World space, as averaged over the pixel."""
    aovs: dict[str, Plane]
    albedo: Plane | None
    """Albedo; None if the build does not provide it."""
    covered: Plane | None
    """Share of the pixel that the named objects cover, by Cryptomatte."""
    seconds: float
    in_front: Plane | None = None
    """The same of occluders; None without any."""
