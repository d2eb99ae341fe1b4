"""What a render holds, as arrays: the door between Blender and the pictures, with no bpy in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..arrays import Plane

DEEPEST_M = 1e4
"""No scene is this deep: where a ray meets nothing Blender writes a depth of 1e10 metres."""


@dataclass(frozen=True)
class Layers:
    """What one render holds; every plane [H, W] or [H, W, 3], float32, row 0 on top."""

    light: dict[str, Plane]
    """Linear Rec. 709 by light group, denoised where the build can."""
    combined: Plane
    """All light together as Cycles sums it, never denoised."""
    alpha: Plane
    depth: Plane
    """Metres along the camera's axis; beyond DEEPEST_M there is nothing."""
    normal: Plane
    """World space, as averaged over the pixel."""
    aovs: dict[str, Plane]
    albedo: Plane | None
    """Colour of what is seen, without the light on it; None where the build does not give it."""
    covered: Plane | None
    """Share of the pixel that the named objects cover, by Cryptomatte."""
    seconds: float
    in_front: Plane | None = None
    """The same of what was put before them; None where there is nothing."""
