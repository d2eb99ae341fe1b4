"""A card on the floor before a camera, whose reflection can be worked out."""

from __future__ import annotations

import numpy as np

from blender_addon.picture.reflection import View, places

SIZE = 128
# 1 m over the floor, 3 m before the origin, looking along +y: its right is +x, its up +z, its back -y.
LEVEL = np.array([[1, 0, 0, 0], [0, 0, -1, -3], [0, 1, 0, 1], [0, 0, 0, 1]], float)
VIEW = View(LEVEL, focal=1.0)


def card() -> tuple[np.ndarray, ...]:
    """A card at y = 0 that faces the camera, 1 m wide and 0.8 m high from the floor; red rises with height."""
    depth = np.full((SIZE, SIZE), 3.0)
    world = places(depth, VIEW)
    alpha = ((np.abs(world[..., 0]) < 0.5) & (world[..., 2] > 0) & (world[..., 2] < 0.8)).astype(float)
    colour = np.stack([world[..., 2], 0.2 + 0 * depth, 0.6 + 0 * depth], -1) * alpha[..., None]
    normal = np.zeros((SIZE, SIZE, 3))
    normal[..., 1] = -1.0
    return colour, alpha, np.where(alpha > 0, depth, 1e10), normal, world
