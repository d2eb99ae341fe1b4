"""A clipped hedge: a box of leaves whose faces bulge."""

from __future__ import annotations

import bpy
import numpy as np

from ...library.asset import Library
from ...recipe.model import BackdropPlan
from ..materials import surface_material
from ..sheets import sheet

_THICK_M = 0.7
_STEP_M = 0.07
"""Of the mesh."""


def build_hedge(plan: BackdropPlan, library: Library) -> bpy.types.Object:
    """Front and top in one sheet, front at y = 0, and the back down again; not linked to the scene."""
    columns = int(plan.width_m / _STEP_M) + 1
    along = np.linspace(-plan.width_m / 2.0, plan.width_m / 2.0, columns)
    # Over the hedge as a cord: up the front, round the edge, over the top, down behind.
    line = np.concatenate(
        [
            _leg((0.0, -0.1), (0.0, plan.height_m - 0.1)),
            _leg((0.1, plan.height_m), (_THICK_M - 0.1, plan.height_m)),
            np.array([[_THICK_M, plan.height_m - 0.1], [_THICK_M, -0.1]]),
        ]
    )
    out = np.gradient(line, axis=0)
    out = np.stack([-out[:, 1], out[:, 0]], axis=1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    bulge = _bulges(along[None], run[:, None], plan.piece_m) * 0.05 + _bulges(along[None], run[:, None], 0.11) * 0.025
    points = np.empty((len(line), columns, 3))
    points[:, :, 0] = along[None]
    points[:, :, 1] = line[:, :1] + out[:, :1] * bulge
    points[:, :, 2] = line[:, 1:] + out[:, 1:] * bulge
    metres = np.stack(np.broadcast_arrays(along[None], run[:, None]), axis=2)
    return sheet("backdrop_hedge", points, metres, surface_material(plan.material, library))


def _leg(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    steps = max(int(np.hypot(end[0] - start[0], end[1] - start[1]) / _STEP_M), 2)
    share = np.linspace(0.0, 1.0, steps)[:, None]
    return np.array(start) * (1.0 - share) + np.array(end) * share


def _bulges(u: np.ndarray, v: np.ndarray, size: float) -> np.ndarray:
    """Sums of waves that never repeat together, about in [-1, 1]: features of `size` metres."""
    a, b = u * (2.0 * np.pi / size), v * (2.0 * np.pi / size)
    return (
        np.sin(a + 1.3 * np.sin(0.37 * b)) * np.sin(b + 1.1 * np.sin(0.41 * a)) * 0.6
        + np.sin(0.618 * a + 0.9 * b) * 0.25
        + np.sin(1.414 * b - 0.5 * a + 2.0) * 0.15
    )
