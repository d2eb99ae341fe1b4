"""The room: a closed box around product and camera, open only where its windows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

import bpy
from mathutils import Vector as Direction

from ..library.asset import Library
from ..narrowing import of_type
from ..recipe.model import WALLS, RoomPlan, Vector, Wall
from .current import link
from .curtains import build_dressing
from .doors import build_door, place_doors
from .fittings import build_fittings
from .joinery import frames, rail, skirting
from .masonry import Box, blocks, place_blocks, slope, slope_run
from .materials import surface_material
from .quads import Quads
from .windows import WallSpace, WindowPlace, place_windows

CLEARANCE_M = 0.25
"""Least distance of product and camera from walls and ceiling."""
THICKNESS_M = 0.15
"""Of the walls: how deep window reveals are."""
LAMP_M = 0.5
"""Half the side of what is kept free of masonry around a lamp."""


class RoomError(ValueError):
    """A room that cannot be built; the message says which point or number and what to change."""


@dataclass(frozen=True)
class Room:
    """A room as built, linked to the scene. Its floor lies at `low[2]`."""

    objects: tuple[bpy.types.Object, ...]
    low: Vector
    """Inner corner with the least coordinates, metres."""
    high: Vector
    """Inner corner with the greatest coordinates, metres."""
    windows: tuple[WindowPlace, ...]
    left_out: tuple[str, ...] = ()
    """What the plan asks for and the room had no place for, one line each."""
    doors: tuple[WindowPlace, ...] = ()
    """The openings that doors stand in."""
    blocks: tuple[Box, ...] = ()
    """Masonry that fills part of the box from `low` to `high`, floor to ceiling."""


def build_room(
    plan: RoomPlan,
    keep_inside: Sequence[Vector],
    library: Library,
    floor: float = 0.0,
    clear: Sequence[tuple[float, float, float, float]] = (),
    lamps: Sequence[Vector] = (),
) -> Room:
    """Build the room around the product, whose foot is the origin, and link it to the scene.

    Args:
        plan: the room as drawn; walls move outward, and the ceiling upward, as far as `keep_inside` asks.
        keep_inside: points in metres that must be CLEARANCE_M or more from walls and ceiling, and not under
            the floor: the corners of the product's bounds, the camera.
        library: where the surfaces' image textures come from.
        floor: height of the floor in metres; below 0 where the product stands on something.
        clear: rectangles (x0, x1, y0, y1) on the floor that no masonry may stand on.
        lamps: where lamps will be, as shares of the half room and of its height; no masonry there either.

    Raises:
        RoomError: a point that is not finite or lies under the floor, or a size that is not positive.
        MaterialError: a surface that cannot be built.
    """
    low, high = inner_bounds(plan, keep_inside, floor)
    doors, doorless = place_doors(plan.doors, low, high)
    ways = tuple(place for _, place in doors)
    windows, walled = place_windows(plan.windows, low, high, ways)
    places = [_in_room(lamp, low, high) for lamp in lamps]
    around = [(x - LAMP_M, x + LAMP_M, y - LAMP_M, y + LAMP_M) for x, y, _ in places]
    boxes, unbuilt = place_blocks(plan.blocks, low, high, (*windows, *ways), (*clear, *around))
    walls = surface_material(plan.walls, library)
    accent = surface_material(plan.accent, library) if plan.accent is not None else walls
    lower = surface_material(plan.dado.material, library) if plan.dado is not None else walls
    ceiling, frame = surface_material(plan.ceiling, library), surface_material(plan.frames, library)
    dado = min(plan.dado.height_m, high[2] - low[2] - 0.3) if plan.dado is not None else None
    objects = [
        _slab(low, high, low[2], 1.0).to_object("room_floor", [surface_material(plan.floor, library)]),
        _slab(low, high, high[2], -1.0).to_object("room_ceiling", [ceiling]),
    ]
    for wall in WALLS:
        material = accent if wall == plan.accent_wall else walls
        own = [opening for opening in (*windows, *ways) if opening.wall == wall]
        objects.append(_wall(wall, own, low, high, dado).to_object(f"room_wall_{wall}", [material, lower]))
    left_out = [f"no place for a window of {window.width_m:.2f} m in wall {window.wall}" for window in walled]
    left_out += [f"no place for a door of {door.width_m:.2f} m in wall {door.wall}" for door in doorless]
    left_out += [f"no place for a {block.kind} of masonry" for block in unbuilt]
    if boxes:
        objects.append(blocks(boxes, low, dado).to_object("room_blocks", [walls, lower]))
    if plan.slope is not None:
        run = slope_run(plan.slope, low, high, (*windows, *ways), (*keep_inside, *places))
        if run > 0.0:
            objects.append(slope(plan.slope, run, low, high, THICKNESS_M).to_object("room_slope", [ceiling]))
        else:
            left_out.append(f"no place for a sloped ceiling over wall {plan.slope.wall}")
    if plan.skirting_m > 0.0:
        boards = skirting(low, high, plan.skirting_m, windows, ways, boxes)
        objects.append(boards.to_object("room_skirting", [surface_material(plan.skirting, library)]))
    if plan.dado is not None and dado is not None and plan.dado.rail_m > 0.0:
        objects.append(rail(low, high, dado, plan.dado.rail_m, (*windows, *ways)).to_object("room_rail", [frame]))
    if windows:
        joinery = frames(windows, low, high, THICKNESS_M)
        objects.append(joinery.to_object("room_frames", [frame]))
    for window in windows:
        objects += build_dressing(window, low, high, frame, library)
    for door, place in doors:
        objects += build_door(door, place, low, high, walls, frame, library)
    objects += build_fittings(plan.fittings, low, high, (*windows, *ways), boxes, library)
    link(objects)
    return Room(tuple(objects), low, high, windows, tuple(left_out), ways, boxes)


def _in_room(share: Vector, low: Vector, high: Vector) -> Vector:
    x, y = ((low[axis] + high[axis]) / 2.0 + share[axis] * (high[axis] - low[axis]) / 2.0 for axis in (0, 1))
    return (x, y, low[2] + share[2] * (high[2] - low[2]))


def add_portals(room: Room) -> tuple[bpy.types.Object, ...]:
    """A light portal in each window: it emits nothing, and tells Cycles where the sky comes in.

    Portals stand at the outer face of the wall, so that reveals and frames are lit through them too.
    Give the scene a world before rendering: Blender 5.2 crashes on portals without one.
    """
    portals = []
    for number, window in enumerate(room.windows):
        light = of_type(bpy.types.AreaLight, bpy.data.lights.new(f"portal_{number}", "AREA"))
        light.shape = "RECTANGLE"
        light.size, light.size_y = window.width, window.height
        cycles: Any = light.cycles
        cycles.is_portal = True
        portal = bpy.data.objects.new(light.name, light)
        inward = Direction(window.normal)
        portal.location = Direction(window.centre) - inward * THICKNESS_M
        # An area light shines along its own −Z; with Y up its height is the window's.
        portal.rotation_euler = inward.to_track_quat("-Z", "Y").to_euler()
        portals.append(portal)
    link(portals)
    return tuple(portals)


def inner_bounds(plan: RoomPlan, keep_inside: Sequence[Vector], floor: float = 0.0) -> tuple[Vector, Vector]:
    """The inner corners of the room: the plan's box on the floor, its sides moved outward until every point is inside.

    Raises:
        RoomError: see `build_room`.
    """
    if not all(isfinite(size) and size > 0.0 for size in plan.size_m):
        raise RoomError(f"room size {plan.size_m} m: all three must be greater than 0")
    for point in keep_inside:
        if not all(isfinite(coordinate) for coordinate in point):
            raise RoomError(f"a room cannot hold the point {point}: it is not finite")
        if point[2] < floor - 1e-3:
            raise RoomError(f"the point {point} lies under the floor; raise the camera's least elevation")
    low, high = [0.0, 0.0, floor], [0.0, 0.0, floor + plan.size_m[2]]
    for axis in (0, 1):
        middle = -plan.offset_m[axis]
        low[axis], high[axis] = middle - plan.size_m[axis] / 2.0, middle + plan.size_m[axis] / 2.0
    for axis in (0, 1):
        low[axis] = min([low[axis], *(point[axis] - CLEARANCE_M for point in keep_inside)])
    for axis in (0, 1, 2):
        high[axis] = max([high[axis], *(point[axis] + CLEARANCE_M for point in keep_inside)])
    return (low[0], low[1], low[2]), (high[0], high[1], high[2])


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
