"""Folds of cloth and leather between the points that hold them."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats

_WAVES = 9


def creases(points: Floats, seed: int, scale: float) -> Floats:
    """Smooth folds over space, in [-1, 1], [..., 3] -> [...]: ridges that run and fork as in cloth.

    A sum of waves in drawn directions, with phases that longer waves distort. Half of the waves are replaced by their
    absolute values, which makes sharp valleys between broad rolls.

    Args:
        points: Metres.
        seed: Of the directions; the same seed gives the same folds.
        scale: Metres from fold to fold, about.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    total = np.zeros(points.shape[:-1])
    weight = 0.0
    for at in range(_WAVES):
        draw = np.array([float(rng.random()) for _ in range(8)])
        direction = draw[:3] * 2 - 1
        direction /= max(float(np.linalg.norm(direction)), 1e-6)
        bend = draw[3:6] * 2 - 1
        length = scale * (0.7 + 1.6 * draw[6])
        slow = np.sin(points @ bend * (2.2 / scale) + 6.2832 * draw[7])
        wave = np.sin(points @ direction * (6.2832 / length) + 2.4 * slow + 6.2832 * draw[6])
        share = 1.0 / (1.0 + 0.25 * at)
        total += share * ((1 - 2 * np.abs(wave) ** 0.8) if at % 2 else wave)
        weight += share
    return total / weight


def pushed(grid: Floats, amount: Floats | float, closed: bool = False) -> Floats:
    """A grid of points [U, V, 3] moved along its normals (u × v) by `amount` metres, [U, V] or one.

    Args:
        grid: Rows along u, columns along v.
        amount: Metres.
        closed: V is closed: its last column is the neighbour of the first.
    """
    u = np.gradient(grid, axis=0)
    v = np.roll(grid, -1, 1) - np.roll(grid, 1, 1) if closed else np.gradient(grid, axis=1)
    normal = np.cross(u, v)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    return np.asarray(grid + np.asarray(amount)[..., None] * normal)
