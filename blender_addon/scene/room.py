"""The room: a closed box around product and camera, open only where its windows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import bpy
from mathutils import Vector as Direction

from ..library.asset import Library
from ..narrowing import of_type
from ..recipe.model import RoomPlan, Vector
from .current import link
from .curtains import build_dressing
from .doors import build_door, place_doors
from .fittings import build_fittings
from .masonry import Box, place_blocks, slope_run
from .room_shell import THICKNESS_M, RoomMaterials, build_shell, build_trim
from .windows import WindowPlace, place_windows

CLEARANCE_M = 0.25
"""Least distance of product and camera from walls and ceiling."""
_LAMP_M = 0.5
"""Half the side of what is kept free of masonry around a lamp."""


class RoomError(ValueError):
    """A room that cannot be built; the message says which point or number and what to change."""


@dataclass(frozen=True)
class Room:
    """A built room, linked to the scene. Its floor is at `low[2]`."""

    objects: tuple[bpy.types.Object, ...]
    low: Vector
    """Inner corner with the least coordinates, metres."""
    high: Vector
    """Inner corner with the greatest coordinates, metres."""
    windows: tuple[WindowPlace, ...]
    left_out: tuple[str, ...] = ()
    """Parts of the plan that the room has no place for, one line each."""
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
        plan: The room as drawn; walls move outward, and the ceiling upward, as far as `keep_inside` asks.
        keep_inside: Points in metres that must be CLEARANCE_M or more from walls and ceiling, and not under
            the floor: the corners of the product's bounds, the camera.
        library: Where the surfaces' image textures come from.
        floor: Height of the floor in metres; below 0 where the product stands on something.
        clear: Rectangles (x0, x1, y0, y1) on the floor that no masonry may stand on.
        lamps: Where lamps will be, as shares of the half room and of its height; no masonry there either.

    Raises:
        RoomError: A point that is not finite or lies under the floor, or a size that is not positive.
        MaterialError: A surface that cannot be built.
    """
    low, high = _inner_bounds(plan, keep_inside, floor)
    doors, doorless = place_doors(plan.doors, low, high)
    ways = tuple(place for _, place in doors)
    windows, walled = place_windows(plan.windows, low, high, ways)
    openings = (*windows, *ways)
    places = [_in_room(lamp, low, high) for lamp in lamps]
    around = [(x - _LAMP_M, x + _LAMP_M, y - _LAMP_M, y + _LAMP_M) for x, y, _ in places]
    boxes, unbuilt = place_blocks(plan.blocks, low, high, openings, (*clear, *around))
    run = 0.0 if plan.slope is None else slope_run(plan.slope, low, high, openings, (*keep_inside, *places))
    left_out = [f"no place for a window of {window.width_m:.2f} m in wall {window.wall}" for window in walled]
    left_out += [f"no place for a door of {door.width_m:.2f} m in wall {door.wall}" for door in doorless]
    left_out += [f"no place for a {block.kind} of masonry" for block in unbuilt]
    if plan.slope is not None and run <= 0.0:
        left_out.append(f"no place for a sloped ceiling over wall {plan.slope.wall}")
    wear = RoomMaterials.of(plan, library)
    objects = build_shell(plan, wear, low, high, openings, boxes, run)
    objects += build_trim(plan, wear, low, high, windows, ways, boxes)
    for window in windows:
        objects += build_dressing(window, low, high, wear.frame, library)
    for door, place in doors:
        objects += build_door(door, place, low, high, wear.walls, wear.frame, library)
    objects += build_fittings(plan.fittings, low, high, openings, boxes, library)
    link(objects)
    return Room(tuple(objects), low, high, windows, tuple(left_out), ways, boxes)


def _in_room(share: Vector, low: Vector, high: Vector) -> Vector:
    x, y = ((low[axis] + high[axis]) / 2.0 + share[axis] * (high[axis] - low[axis]) / 2.0 for axis in (0, 1))
    return (x, y, low[2] + share[2] * (high[2] - low[2]))


def add_portals(room: Room) -> tuple[bpy.types.Object, ...]:
    """Add a light portal to each window: it emits nothing, and guides Cycles to the sky.

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


def _inner_bounds(plan: RoomPlan, keep_inside: Sequence[Vector], floor: float = 0.0) -> tuple[Vector, Vector]:
    """The inner corners of the room: the plan's box on the floor, its sides moved outward until every point is inside.

    Raises:
        RoomError: See `build_room`.
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
