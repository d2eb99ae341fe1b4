"""What is fixed to the walls: radiators, sockets, switches, pictures, pipes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin

import bpy
import numpy as np

from ..library.asset import Library
from ..recipe.model import WALLS, FittingPlan, Vector
from .joinery import ARCHITRAVE_M
from .masonry import Box
from .materials import surface_material
from .quads import Quads
from .sheets import sheet
from .windows import WallSpace, WindowPlace

_APART_M = 0.06
_Rectangle = tuple[float, float, float, float]
"""Left, right, bottom, top on a wall, metres."""


def build_fittings(
    plans: Sequence[FittingPlan],
    low: Vector,
    high: Vector,
    openings: Sequence[WindowPlace],
    boxes: Sequence[Box],
    library: Library,
) -> list[bpy.types.Object]:
    """Each fitting at the free place of its wall that is nearest to the drawn one; none where there is no such place.

    Not linked to the scene. None stands out by more than 0.13 m.
    """
    taken: dict[str, list[_Rectangle]] = {wall: _covered(wall, low, high, boxes) for wall in WALLS}
    for opening in openings:
        left, right, bottom, top = opening.opening()
        taken[opening.wall].append((left - ARCHITRAVE_M, right + ARCHITRAVE_M, bottom - 0.04, top + ARCHITRAVE_M))
    built = []
    for plan in plans:
        space = WallSpace.of(plan.wall, low, high)
        size = (plan.size_m[0], high[2] - low[2] if plan.kind == "pipe" else plan.size_m[1])
        place = _free(plan, size, (low[space.along], high[space.along]), low[2], high[2], taken[plan.wall])
        if place is None:
            continue
        taken[plan.wall].append(place)
        materials = [surface_material(surface, library) for surface in (plan.material, plan.inset)]
        if plan.kind == "pipe":
            built.append(_pipe(space, place, materials[0]))
        else:
            quads = Quads(low[2])
            _BUILDERS[plan.kind](quads, space, place, plan.pieces)
            built.append(quads.to_object(f"room_{plan.kind}", materials))
    return built


def _covered(wall: str, low: Vector, high: Vector, boxes: Sequence[Box]) -> list[_Rectangle]:
    """What blocks hide of a wall."""
    found = []
    for least, most in boxes:
        axis = 0 if wall[1] == "x" else 1
        touches = most[axis] > high[axis] - 0.3 if wall[0] == "+" else least[axis] < low[axis] + 0.3
        if touches:
            found.append((least[1 - axis], most[1 - axis], low[2], high[2]))
    return found


def _free(
    plan: FittingPlan,
    size: tuple[float, float],
    ends: tuple[float, float],
    low: float,
    high: float,
    taken: Sequence[_Rectangle],
) -> _Rectangle | None:
    first, last = ends[0] + size[0] / 2.0 + 0.08, ends[1] - size[0] / 2.0 - 0.08
    bottom = low + plan.up_m
    if last < first or bottom + size[1] > high + 1e-6:
        return None
    wanted = (first + last) / 2.0 + plan.at * (last - first) / 2.0
    beside = [
        edge + sign * (size[0] / 2.0 + _APART_M * 1.01)
        for left, right, *_ in taken
        for edge, sign in ((left, -1.0), (right, 1.0))
    ]
    for at in sorted((wanted, *beside), key=lambda place: abs(place - wanted)):
        place = (at - size[0] / 2.0, at + size[0] / 2.0, bottom, bottom + size[1])
        if first - 1e-9 <= at <= last + 1e-9 and not any(_meet(place, other) for other in taken):
            return place
    return None


def _meet(one: _Rectangle, other: _Rectangle) -> bool:
    across = one[0] < other[1] + _APART_M and other[0] < one[1] + _APART_M
    return across and one[2] < other[3] and other[2] < one[3]


def _part(
    quads: Quads,
    space: WallSpace,
    at: tuple[float, float],
    up: tuple[float, float],
    out: tuple[float, float],
    slot: int = 0,
) -> None:
    """A box on the wall; `out` counts from the wall into the room."""
    edges = (
        space.step(at[1] - at[0], 0.0),
        space.step(0.0, up[1] - up[0]),
        space.step(0.0, 0.0, -(out[1] - out[0])),
    )
    quads.slab(space.point(at[0], up[0], -out[0]), edges, slot)


def _radiator(quads: Quads, space: WallSpace, place: _Rectangle, ribs: int) -> None:
    left, right, bottom, top = place
    _part(quads, space, (left + 0.01, right - 0.01), (bottom + 0.03, top - 0.03), (0.04, 0.07))
    pitch = (right - left) / max(ribs, 2)
    for number in range(max(ribs, 2)):
        begin = left + number * pitch
        _part(quads, space, (begin + 0.06 * pitch, begin + 0.9 * pitch), (bottom, top), (0.03, 0.1))
    for up in (bottom + 0.06, top - 0.08):
        for at in (left + 0.1, right - 0.14):
            _part(quads, space, (at, at + 0.04), (up, up + 0.02), (0.0, 0.04))
    _part(quads, space, (right + 0.0, right + 0.045), (top - 0.09, top - 0.045), (0.045, 0.09), 1)


def _socket(quads: Quads, space: WallSpace, place: _Rectangle, gangs: int) -> None:
    left, right, bottom, top = place
    _part(quads, space, (left, right), (bottom, top), (0.0, 0.008))
    side = (right - left) / gangs
    for number in range(gangs):
        middle, up = left + (number + 0.5) * side, (bottom + top) / 2.0
        _part(quads, space, (middle - 0.021, middle + 0.021), (up - 0.021, up + 0.021), (0.008, 0.0105), 1)
        for hole in (-0.0095, 0.0095):
            at = middle + hole
            _part(quads, space, (at - 0.003, at + 0.003), (up - 0.003, up + 0.003), (0.01, 0.0115))


def _switch(quads: Quads, space: WallSpace, place: _Rectangle, _pieces: int) -> None:
    left, right, bottom, top = place
    _part(quads, space, (left, right), (bottom, top), (0.0, 0.008))
    _part(quads, space, (left + 0.012, right - 0.012), (bottom + 0.012, top - 0.012), (0.008, 0.013), 1)


def _picture(quads: Quads, space: WallSpace, place: _Rectangle, pieces: int) -> None:
    """A frame around a print, flush in it."""
    left, right, bottom, top = place
    face = min(0.012 + 0.012 * pieces, (right - left) / 5.0, (top - bottom) / 5.0)
    _part(quads, space, (left, right), (bottom, bottom + face), (0.0, 0.025))
    _part(quads, space, (left, right), (top - face, top), (0.0, 0.025))
    _part(quads, space, (left, left + face), (bottom + face, top - face), (0.0, 0.025))
    _part(quads, space, (right - face, right), (bottom + face, top - face), (0.0, 0.025))
    _part(quads, space, (left + face, right - face), (bottom + face, top - face), (0.0, 0.015), 1)


def _pipe(space: WallSpace, place: _Rectangle, material: bpy.types.Material) -> bpy.types.Object:
    """A pipe from floor to ceiling, a little off the wall."""
    left, right, bottom, top = place
    radius, middle = (right - left) / 2.0, (left + right) / 2.0
    turns = np.linspace(0.0, 2.0 * pi, 15)
    points = np.array(
        [
            [space.point(middle + radius * sin(turn), up, -(0.02 + radius + radius * cos(turn))) for turn in turns]
            for up in (bottom, top)
        ]
    )
    if space.side * (1.0 if space.axis == 0 else -1.0) < 0.0:
        points = points[:, ::-1]
    metres = np.stack(np.broadcast_arrays((turns * radius)[None], np.array([[0.0], [top - bottom]])), axis=2)
    return sheet("room_pipe", points, metres, material)


_BUILDERS: dict[str, Callable[[Quads, WallSpace, _Rectangle, int], None]] = {
    "radiator": _radiator,
    "socket": _socket,
    "switch": _switch,
    "picture": _picture,
}
