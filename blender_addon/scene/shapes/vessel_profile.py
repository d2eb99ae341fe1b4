"""The curves of a vessel in its profile: radius and height, metres, foot to rim. Plain NumPy.

The 3D family revolves them, and `profiles` writes them for drawings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import Floats, Ints
from .forms import smooth


def outside(parameters: dict[str, Any]) -> Floats:
    """[K, 2] radius and height of the outer wall, foot to rim; `parameters` as `recipe.families.vessel.draw`."""
    radii = np.array(parameters["radii"]) / max(parameters["radii"]) * parameters["radius"]
    heights = np.linspace(parameters["foot"], parameters["height"], len(radii))
    curve = smooth(np.stack([radii, heights], -1), 10)
    foot = np.array([[radii[0] * 0.86, 0.0], [radii[0] * 0.92, 0.0], [radii[0] * 0.94, parameters["foot"]]])
    return np.concatenate([foot, curve]) if parameters["foot"] > 0.001 else curve


def wall(outer: Floats, thickness: float) -> tuple[Floats, Ints]:
    """Outer wall, rounded rim, inner wall and the rim of its floor.

    Args:
        outer: [K, 2], see `outside`.
        thickness: Above 0.

    Returns:
        [N, 2] radius and height, and [N] for each the row of `outer` at its place.
    """
    slope = np.gradient(outer, axis=0)
    inward = np.stack([-slope[:, 1], slope[:, 0]], -1) / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)
    thickness = min(thickness, float(outer[-1, 0]) * 0.3)
    inner = (outer + thickness * inward)[::-1]
    keep = (inner[:, 1] > thickness) & (inner[:, 0] > 0.002)
    rim = outer[-1:] + thickness * np.array([[-0.15, 0.3], [-0.5, 0.45], [-0.85, 0.3]])
    floor = np.array([[max(float(inner[keep][-1, 0]) * 0.9, 0.001), thickness]])
    rows, last = np.arange(len(outer)), len(outer) - 1
    return (
        np.concatenate([outer, rim, inner[keep], floor]),
        np.concatenate([rows, [last] * 3, rows[::-1][keep], [0]]),
    )


def section(outer: Floats, thickness: float) -> Floats:
    """[N, 2] the closed outline of half a vessel, cut through its axis; it begins and ends at the axis."""
    profile, _ = wall(outer, thickness)
    return np.concatenate([[[0.0, profile[0, 1]]], profile, [[0.0, profile[-1, 1]]]])


def handle_path(outer: Floats, bar: float, reach: float) -> Floats:
    """[K, 3] the middle line of an ear at +x from the widest third to below the rim, its ends sunk into the wall."""
    low, high = outer[int(len(outer) * 0.3)], outer[int(len(outer) * 0.85)]
    far = max(low[0], high[0]) + reach * (high[1] - low[1]) + 2 * bar
    points = np.array(
        [
            [high[0] - bar * 0.3, 0, high[1]],
            [0.4 * high[0] + 0.6 * far, 0, high[1] + bar],
            [far, 0, 0.65 * high[1] + 0.35 * low[1]],
            [0.4 * low[0] + 0.6 * far, 0, 0.25 * high[1] + 0.75 * low[1]],
            [low[0] - bar * 0.3, 0, low[1]],
        ]
    )
    return smooth(points, 8)


def handle_reach(parameters: dict[str, Any]) -> float:
    """The width of an ear over its height."""
    return 0.2 if parameters["spout"] else 0.4
