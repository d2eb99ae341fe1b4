"""Rods and hoops."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.scene.shapes.shape import Shape
from blender_addon.scene.shapes.wires import circle, hoop, rods


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


def test_rods_and_hoops_are_closed_and_have_the_volume_of_wire() -> None:
    starts = np.array([[0, 0, 0], [1, 2, 3], [0, 0, 1]], float)
    ends = np.array([[0, 0, 2], [1, 2.5, 3], [1, 1, 1]], float)
    bars = rods(starts, ends, np.array([0.01, 0.02, 0.03]), 64)
    assert is_closed(bars)
    wanted = np.pi * (0.01**2 * 2 + 0.02**2 * 0.5 + 0.03**2 * np.sqrt(2))
    assert volume(bars) == pytest.approx(wanted, rel=2e-3)
    ring = hoop(circle(0.5, 128), 0.02, 48)
    assert is_closed(ring)
    assert volume(ring) == pytest.approx(2 * np.pi**2 * 0.5 * 0.02**2, rel=4e-3)  # Pappus
    assert volume(hoop(circle(0.5, 128)[::-1], 0.02, 48)) == pytest.approx(volume(ring), rel=1e-6)
