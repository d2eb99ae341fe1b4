"""What bounds a room: floor, ceiling, walls around their openings, and the trim on them. Not linked to the scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import bpy

from ..library.asset import Library
from ..recipe.model import WALLS, RoomPlan, Vector, Wall
from .joinery import frames, rail, skirting
from .masonry import Box, blocks, slope
from .materials import surface_material
from .quads import Quads
from .windows import WallSpace, WindowPlace

THICKNESS_M = 0.15
"""Of the walls: how deep window reveals are."""


@dataclass(frozen=True)
class RoomMaterials:
    """What a room's surfaces wear."""

    walls: bpy.types.Material
    accent: bpy.types.Material
    lower: bpy.types.Material
    """Of the walls, up to the dado."""
    ceiling: bpy.types.Material
    frame: bpy.types.Material
    floor: bpy.types.Material
    skirting: bpy.types.Material | None

    @classmethod
    def of(cls, plan: RoomPlan, library: Library) -> RoomMaterials:
        """Build each of them once."""
        walls = surface_material(plan.walls, library)
        return cls(
            walls=walls,
            accent=surface_material(plan.accent, library) if plan.accent is not None else walls,
            lower=surface_material(plan.dado.material, library) if plan.dado is not None else walls,
            ceiling=surface_material(plan.ceiling, library),
            frame=surface_material(plan.frames, library),
            floor=surface_material(plan.floor, library),
            skirting=surface_material(plan.skirting, library) if plan.skirting_m > 0.0 else None,
        )


def _dado_m(plan: RoomPlan, low: Vector, high: Vector) -> float | None:
    """The dado's height over the floor; None where there is none."""
    return min(plan.dado.height_m, high[2] - low[2] - 0.3) if plan.dado is not None else None


def build_shell(
    plan: RoomPlan,
    wear: RoomMaterials,
    low: Vector,
    high: Vector,
    openings: Sequence[WindowPlace],
    boxes: Sequence[Box],
    run: float,
) -> list[bpy.types.Object]:
    """Floor, ceiling, walls, masonry and a slope that reaches `run` metres into the room."""
    dado = _dado_m(plan, low, high)
    objects = [
        _slab(low, high, low[2], 1.0).to_object("room_floor", [wear.floor]),
        _slab(low, high, high[2], -1.0).to_object("room_ceiling", [wear.ceiling]),
    ]
    for wall in WALLS:
        material = wear.accent if wall == plan.accent_wall else wear.walls
        own = [opening for opening in openings if opening.wall == wall]
        objects.append(_wall(wall, own, low, high, dado).to_object(f"room_wall_{wall}", [material, wear.lower]))
    if boxes:
        objects.append(blocks(boxes, low, dado).to_object("room_blocks", [wear.walls, wear.lower]))
    if plan.slope is not None and run > 0.0:
        objects.append(slope(plan.slope, run, low, high, THICKNESS_M).to_object("room_slope", [wear.ceiling]))
    return objects


def build_trim(
    plan: RoomPlan,
    wear: RoomMaterials,
    low: Vector,
    high: Vector,
    windows: Sequence[WindowPlace],
    ways: Sequence[WindowPlace],
    boxes: Sequence[Box],
) -> list[bpy.types.Object]:
    """Skirting, the dado's rail and window frames."""
    objects = []
    if wear.skirting is not None:
        boards = skirting(low, high, plan.skirting_m, windows, ways, boxes)
        objects.append(boards.to_object("room_skirting", [wear.skirting]))
    dado = _dado_m(plan, low, high)
    if plan.dado is not None and dado is not None and plan.dado.rail_m > 0.0:
        boards = rail(low, high, dado, plan.dado.rail_m, (*windows, *ways))
        objects.append(boards.to_object("room_rail", [wear.frame]))
    if windows:
        objects.append(frames(windows, low, high, THICKNESS_M).to_object("room_frames", [wear.frame]))
    return objects


def _slab(low: Vector, high: Vector, z: float, facing: float) -> Quads:
    """Floor or ceiling. It and the walls reach past each other, so that no corner lets light in."""
    quads = Quads(low[2])
    origin = (low[0] - THICKNESS_M, low[1] - THICKNESS_M, z)
    u = (high[0] - low[0] + 2.0 * THICKNESS_M, 0.0, 0.0)
    v = (0.0, high[1] - low[1] + 2.0 * THICKNESS_M, 0.0)
    quads.rectangle(origin, u, v, (0.0, 0.0, facing))
    return quads


def _wall(wall: Wall, windows: Sequence[WindowPlace], low: Vector, high: Vector, dado: float | None) -> Quads:
    """One wall as a grid of rectangles around its openings, and the reveals of these; slot 1 up to the dado."""
    space = WallSpace.of(wall, low, high)
    holes = [window.opening() for window in windows]
    ends = (low[space.along] - THICKNESS_M, high[space.along] + THICKNESS_M)
    lines = sorted({*ends, *(a for hole in holes for a in hole[:2])})
    edge = low[2] - 1.0 if dado is None else low[2] + dado
    levels = {low[2] - THICKNESS_M, high[2] + THICKNESS_M, *(z for hole in holes for z in hole[2:])}
    levels |= set() if dado is None else {edge}
    quads = Quads(low[2])
    inward = space.step(0.0, 0.0, -1.0)
    # Whole columns and rows: neighbours share every corner, so no ray slips between two of them.
    for left, right in pairwise(lines):
        for bottom, top in pairwise(sorted(levels)):
            a, z = (left + right) / 2.0, (bottom + top) / 2.0
            if not any(hole[0] < a < hole[1] and hole[2] < z < hole[3] for hole in holes):
                across, upright = space.step(right - left, 0.0), space.step(0.0, top - bottom)
                quads.rectangle(space.point(left, bottom), across, upright, inward, slot=int(z < edge))
    depth = space.step(0.0, 0.0, THICKNESS_M)
    for left, right, bottom, top in holes:
        across, upright = space.step(right - left, 0.0), space.step(0.0, top - bottom)
        quads.rectangle(space.point(left, bottom), depth, upright, space.step(1.0, 0.0))
        quads.rectangle(space.point(right, bottom), depth, upright, space.step(-1.0, 0.0))
        if bottom > low[2]:  # a door's threshold is the floor itself
            quads.rectangle(space.point(left, bottom), across, depth, (0.0, 0.0, 1.0))
        quads.rectangle(space.point(left, top), across, depth, (0.0, 0.0, -1.0))
    return quads
