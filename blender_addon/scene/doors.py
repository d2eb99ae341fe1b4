"""Doors: a leaf in an opening, closed or ajar, and behind it a lobby that lets no light in."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, sin

import bpy
import numpy as np

from ..library.asset import Library
from ..recipe.model import DoorPlan, Vector, WindowPlan
from .joinery import ARCHITRAVE_M
from .materials import surface_material
from .quads import Quads
from .windows import WallSpace, WindowPlace, place_windows

_LEAF_M = 0.04
"""Thickness of the leaf."""
_SET_BACK_M = 0.02
"""Of the leaf's face from the wall's."""
_LOBBY_M = 1.3
"""Depth of the lobby: a leaf swings into it."""
BESIDE_M = 0.05
"""How much wider and higher than the opening the lobby is: less than what lies between two openings."""


def place_doors(
    plans: Sequence[DoorPlan], low: Vector, high: Vector
) -> tuple[tuple[tuple[DoorPlan, WindowPlace], ...], tuple[DoorPlan, ...]]:
    """Where doors go in their walls, as windows down to the floor do, and the doors without a place."""
    placed: list[tuple[DoorPlan, WindowPlace]] = []
    left_out = []
    for plan in plans:
        opening = WindowPlan(plan.wall, plan.centre_m, 0.0, plan.width_m, plan.height_m, (1, 1))
        (fitted, _) = place_windows([opening], low, high, [place for _, place in placed])
        if fitted and fitted[0].width > 0.6 and fitted[0].height > 1.5:
            placed.append((plan, fitted[0]))
        else:
            left_out.append(plan)
    return tuple(placed), tuple(left_out)


def build_door(
    plan: DoorPlan,
    place: WindowPlace,
    low: Vector,
    high: Vector,
    lobby: bpy.types.Material,
    frame: bpy.types.Material,
    library: Library,
) -> list[bpy.types.Object]:
    """Lobby, frame and leaf of one door; not linked to the scene."""
    space = WallSpace.of(place.wall, low, high)
    left, right, bottom, top = place.opening()
    leaf = _leaf(plan, space, (left, right, bottom, top))
    materials = [surface_material(plan.leaf, library), surface_material(plan.handle, library)]
    return [
        _lobby(space, left - BESIDE_M, right + BESIDE_M, bottom, top + BESIDE_M).to_object("room_lobby", [lobby]),
        _architrave(space, left, right, bottom, top).to_object("room_door_frame", [frame]),
        leaf.to_object("room_door", materials),
    ]


def _lobby(space: WallSpace, left: float, right: float, bottom: float, top: float) -> Quads:
    quads = Quads(bottom)
    deep, high = space.step(0.0, 0.0, _LOBBY_M), space.step(0.0, top - bottom)
    wide, start = space.step(right - left, 0.0), space.point(left, bottom)
    quads.rectangle(start, deep, high, space.step(1.0, 0.0))
    quads.rectangle(space.point(right, bottom), deep, high, space.step(-1.0, 0.0))
    quads.rectangle(space.point(left, bottom, _LOBBY_M), wide, high, space.step(0.0, 0.0, -1.0))
    # Slightly under the room's floor, which reaches a wall's thickness into the lobby.
    quads.rectangle(space.point(left, bottom - 0.001), wide, deep, (0.0, 0.0, 1.0))
    quads.rectangle(space.point(left, top), wide, deep, (0.0, 0.0, -1.0))
    return quads


def _architrave(space: WallSpace, left: float, right: float, bottom: float, top: float) -> Quads:
    quads, out = Quads(bottom), space.step(0.0, 0.0, 0.018)
    up, wide = space.step(0.0, top - bottom + ARCHITRAVE_M), space.step(ARCHITRAVE_M, 0.0)
    for begin in (left - ARCHITRAVE_M, right):
        quads.slab(space.point(begin, bottom, -0.018), (wide, up, out))
    across = space.step(right - left, 0.0)
    quads.slab(space.point(left, top, -0.018), (across, space.step(0.0, ARCHITRAVE_M), out))
    return quads


def _leaf(plan: DoorPlan, space: WallSpace, opening: tuple[float, float, float, float]) -> Quads:
    """The leaf with its panels (slot 0) and its handle (slot 1), turned about its hinge into the lobby."""
    left, right, bottom, top = opening
    hinge, sense = (left, 1.0) if plan.hinge < 0 else (right, -1.0)
    turn, width, height = plan.ajar_rad, right - left - 0.006, top - bottom - 0.012
    across = np.array(space.step(sense * cos(turn), 0.0, sin(turn)))
    into = np.array(space.step(-sense * sin(turn), 0.0, cos(turn)))
    up = np.array([0.0, 0.0, 1.0])
    origin = np.array(space.point(hinge + sense * 0.003, bottom + 0.008, _SET_BACK_M))
    quads = Quads(bottom)

    def part(at: float, high: float, back: float, size: tuple[float, float, float], slot: int = 0) -> None:
        start = origin + across * at + up * high + into * back
        edges = [axis * length for axis, length in zip((across, up, into), size, strict=True)]
        quads.slab(_vector(start), [_vector(edge) for edge in edges], slot)

    part(0.0, 0.0, 0.0, (width, height, _LEAF_M))
    columns, rows = plan.panels
    rim = 0.11
    for column in range(columns):
        for row in range(rows):
            wide, high = (width - rim * (columns + 1)) / columns, (height - rim * (rows + 1)) / rows
            at, level = rim + column * (wide + rim), rim + row * (high + rim)
            part(at, level, -0.007, (wide, high, 0.008))
            part(at + 0.03, level + 0.03, -0.013, (wide - 0.06, high - 0.06, 0.007))
    # Lever and plate, at the height of a hand, on the end away from the hinge.
    part(width - 0.085, 0.93, -0.008, (0.04, 0.19, 0.009), 1)
    part(width - 0.075, 1.04, -0.055, (0.02, 0.02, 0.05), 1)
    part(width - 0.185, 1.04, -0.057, (0.13, 0.02, 0.018), 1)
    return quads


def _vector(values: np.ndarray) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))
