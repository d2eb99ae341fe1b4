"""What is known of a solid: whether its skin is closed, and its volume."""

from __future__ import annotations

import numpy as np

from blender_addon.scene.shapes.shape import Shape


def edges(shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Every face's directed edges."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    last = np.repeat(starts + shape.sizes - 1, shape.sizes)
    following = np.arange(len(shape.corners)) + 1
    following = np.where(following > last, np.repeat(starts, shape.sizes), following)
    return shape.corners, shape.corners[following]


def is_closed(shape: Shape) -> bool:
    """Each directed edge is there once, and once the other way round: a closed skin with one outside."""
    first, second = edges(shape)
    count = len(shape.vertices)
    there, back = first * count + second, second * count + first
    return len(np.unique(there)) == len(there) and np.array_equal(np.sort(there), np.sort(back))


def volume(shape: Shape) -> float:
    """By the divergence theorem over fans of triangles."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    points = shape.vertices - shape.vertices.mean(0)
    total = 0.0
    for size in np.unique(shape.sizes):
        faces = shape.corners[starts[shape.sizes == size][:, None] + np.arange(size)]
        for at in range(1, size - 1):
            total += (points[faces[:, 0]] * np.cross(points[faces[:, at]], points[faces[:, at + 1]])).sum() / 6
    return float(total)
