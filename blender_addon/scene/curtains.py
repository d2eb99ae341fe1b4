"""Builds curtains in folds, nets, roller blinds and slats for windows."""

from __future__ import annotations

from math import cos, sin

import bpy
import numpy as np

from ..library.asset import Library
from ..recipe.model import DressingPlan, Vector
from .materials import surface_material
from .quads import Quads
from .sheets import sheet
from .windows import WallSpace, WindowPlace

_OUT_M = 0.085
"""Distance of a curtain from the wall; the skirting, the sill and a radiator's back stay behind it."""
_DEEP_M = 0.028
"""Amplitude of folds."""
BESIDE_M = 0.18
"""How far curtains reach beside the window."""


def build_dressing(
    window: WindowPlace, low: Vector, high: Vector, rail: bpy.types.Material, library: Library
) -> list[bpy.types.Object]:
    """What the window is dressed with; nothing for a bare one. Not linked to the scene."""
    plan = window.dressing
    if plan is None:
        return []
    material = surface_material(plan.material, library)
    if plan.kind == "roller":
        return [_roller(plan, window, low, high).to_object("room_blind", [material, rail])]
    if plan.kind == "slats":
        return [_slats(plan, window, low, high).to_object("room_blind", [material, rail])]
    space = WallSpace.of(window.wall, low, high)
    left, right, bottom, top = window.opening()
    # Limited by the next wall and the ceiling.
    left = max(left - BESIDE_M, low[space.along] + 0.04)
    right = min(right + BESIDE_M, high[space.along] - 0.04)
    head = min(top + 0.1, high[2] - 0.03)
    foot = low[2] + 0.02 if plan.to_floor else max(bottom - 0.12, low[2] + 0.02)
    quads = Quads(low[2])
    ends = (space.step(right - left, 0.0), space.step(0.0, 0.025), space.step(0.0, 0.0, 0.02))
    quads.slab(space.point(left, head, -_OUT_M - 0.01), ends)
    built = [quads.to_object("room_curtain_rail", [rail])]
    width = (right - left) * plan.closed / (2.0 if plan.kind == "curtains" else 1.0)
    begins = (left, right - width) if plan.kind == "curtains" else ((left + right - width) / 2.0,)
    built += [_cloth(plan, space, begin, width, foot, head, material) for begin in begins]
    return built


def _cloth(
    plan: DressingPlan,
    space: WallSpace,
    begin: float,
    width: float,
    foot: float,
    head: float,
    material: bpy.types.Material,
) -> bpy.types.Object:
    """One length of cloth, its folds tight at the head and a little wider and wandering at the foot."""
    columns = max(int(width / plan.fold_m * 10.0), 12)
    along, rise = np.linspace(0.0, width, columns), np.array([0.0, 0.35, 0.7, 1.0])
    phase = along * (2.0 * np.pi / plan.fold_m)
    wander = (1.0 - rise)[:, None] * 0.8 * np.sin(along * 3.1 + begin * 5.0)[None]
    deep = _DEEP_M * (0.75 + 0.5 * (1.0 - rise))[:, None] * (0.8 + 0.2 * np.sin(along * 7.7 + begin)[None])
    out = _OUT_M + deep * np.sin(phase[None] + wander)
    points = np.empty((len(rise), columns, 3))
    for row, share in enumerate(rise):
        for column in range(columns):
            up = foot + share * (head - foot)
            points[row, column] = space.point(begin + along[column], up, -out[row, column])
    # Cloth is about half again as long as what it covers.
    metres = np.stack(np.broadcast_arrays(along[None] * 1.5, (rise * (head - foot))[:, None]), axis=2)
    return sheet("room_curtain", points, metres, material)


def _roller(plan: DressingPlan, window: WindowPlace, low: Vector, high: Vector) -> Quads:
    """Cloth straight down from a roll before the window, a bar at its end."""
    space = WallSpace.of(window.wall, low, high)
    left, right, bottom, top = window.opening()
    drop = max((top - bottom) * plan.closed, 0.05)
    quads, wide = Quads(low[2]), space.step(right - left + 0.06, 0.0)
    begin = left - 0.03
    head = min(top + 0.05, high[2] - 0.01)
    quads.rectangle(
        space.point(begin, top - drop, -0.055), wide, space.step(0.0, head - top + drop), space.step(0, 0, -1.0)
    )
    quads.slab(space.point(begin, head - 0.06, -0.09), (wide, space.step(0.0, 0.06), space.step(0.0, 0.0, 0.033)), 1)
    quads.slab(
        space.point(begin, top - drop - 0.02, -0.062), (wide, space.step(0.0, 0.02), space.step(0.0, 0.0, 0.014)), 1
    )
    return quads


def _slats(plan: DressingPlan, window: WindowPlace, low: Vector, high: Vector) -> Quads:
    """Slats within the reveal, tilted alike, under a head rail."""
    space = WallSpace.of(window.wall, low, high)
    left, right, bottom, top = window.opening()
    quads, wide = Quads(low[2]), space.step(right - left - 0.02, 0.0)
    rise, deep = plan.fold_m * 1.15 * sin(plan.tilt_rad), plan.fold_m * 1.15 * cos(plan.tilt_rad)
    for number in range(int((top - bottom - 0.04) * plan.closed / plan.fold_m)):
        up = top - 0.05 - number * plan.fold_m
        start = space.point(left + 0.01, up - rise / 2.0, 0.035 - deep / 2.0)
        quads.rectangle(start, wide, space.step(0.0, rise, deep), (0.0, 0.0, 1.0))
    quads.slab(
        space.point(left + 0.01, top - 0.04, 0.01), (wide, space.step(0.0, 0.038), space.step(0.0, 0.0, 0.05)), 1
    )
    return quads
