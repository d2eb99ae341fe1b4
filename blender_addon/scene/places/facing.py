"""The camera's side of a product: a frame in which what stands behind it lies along +y."""

from __future__ import annotations

from math import atan2, hypot, pi

from mathutils import Matrix

from ...recipe.model import Vector


def facing(camera: Vector, floor: float) -> Matrix:
    """From a frame on the floor under the product (x to the camera's right, y away from it, z up) to the world."""
    x, y = -camera[0], -camera[1]
    if hypot(x, y) < 1e-6:  # from straight above every side is as good
        x, y = 0.0, 1.0
    return Matrix.Translation((0.0, 0.0, floor)) @ Matrix.Rotation(atan2(y, x) - pi / 2.0, 4, "Z")


def reach(low: Vector, high: Vector) -> float:
    """How far the product reaches from the origin along the floor, metres."""
    return max(hypot(x, y) for x in (low[0], high[0]) for y in (low[1], high[1]))
