"""The paper sweep: flat under the product, one curve behind it, then straight up."""

from __future__ import annotations

import bpy
import numpy as np

from ...library.asset import Library
from ...recipe.model import SweepPlan, Vector
from ..current import link
from ..materials import surface_material
from ..sheets import sheet
from .facing import facing, reach

STEPS = 24
"""Of the curve."""
_OVER_FLOOR_M = 0.0008
"""So that floor and paper do not share a plane."""
LEAST_M, MOST_M = 0.5, 6.0
"""Width of the paper."""


def build_sweep(
    plan: SweepPlan, low: Vector, high: Vector, camera: Vector, library: Library, floor: float
) -> bpy.types.Object:
    """Hang the paper across the camera's view, on the floor, and link it to the scene."""
    longest = max(high[axis] - low[axis] for axis in range(3))
    size = min(max(longest, LEAST_M / plan.width), MOST_M / plan.width)
    width, around = plan.width * size, reach(low, high)
    back, front = around + plan.back * size, around + plan.front * size
    radius = min(plan.radius, plan.back) * size
    height = max(plan.height * (high[2] - floor), radius * 1.2, 0.5 * size)
    bends = np.linspace(0.0, np.pi / 2.0, STEPS + 1)
    # A row just before and after the curve keeps its shading off the flat parts.
    flat = np.array([[-front, 0.0], [back - radius * 1.02, 0.0]])
    curve = np.stack([back - radius + radius * np.sin(bends), radius - radius * np.cos(bends)], axis=1)
    rise = np.array([[back, radius * 1.02], [back, height]])
    line = np.concatenate([flat, curve, rise])
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    across = np.array([-width / 2.0, width / 2.0])
    points = np.empty((len(line), 2, 3))
    points[:, :, 0], points[:, :, 1] = across[None], line[:, :1]
    points[:, :, 2] = line[:, 1:] + _OVER_FLOOR_M
    metres = np.stack(np.broadcast_arrays(across[None], run[:, None]), axis=2)
    paper = sheet("sweep", points, metres, surface_material(plan.material, library))
    paper.matrix_world = facing(camera, floor)
    link([paper])
    return paper
