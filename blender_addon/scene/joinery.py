"""Joinery of a room: skirting boards, window frames with their bars, sills."""

from __future__ import annotations

from collections.abc import Sequence

from ..recipe.model import WALLS, Vector
from .quads import Quads
from .windows import WallSpace, WindowPlace

_BOARD_M = 0.014
"""Thickness of a skirting board."""
_CHAMFER_M = 0.008
"""Of its upper edge."""
_FRAME_M = 0.055
"""Face width of a window's outer frame."""
ARCHITRAVE_M = 0.07
"""Face width of the frame around a door."""
_RAIL_M = 0.02
"""How far a rail stands out of its wall."""
_BAR_M = 0.028
"""Face width of the bars between panes."""
_SILL_M = 0.025
"""Thickness of a sill; it stands out into the room by a little more."""


def skirting(
    low: Vector,
    high: Vector,
    height: float,
    windows: Sequence[WindowPlace],
    doors: Sequence[WindowPlace] = (),
    blocks: Sequence[tuple[Vector, Vector]] = (),
) -> Quads:
    """Boards along the foot of each wall between its doors, as high as asked for or as the lowest sill allows, and
    around the blocks that stand in the room.
    """
    quads = Quads(low[2])
    for wall in WALLS:
        space = WallSpace.of(wall, low, high)
        sills = [window.opening()[2] - low[2] for window in windows if window.wall == wall]
        top = min([height, *(sill - _SILL_M - 0.005 for sill in sills)])
        if top < _CHAMFER_M * 2.0:
            continue
        # Front, chamfer, top: the profile as it is seen, from corner to corner, and one normal for each part.
        profile = (
            ((_BOARD_M, 0.0), (_BOARD_M, top - _CHAMFER_M), (1.0, 0.0)),
            ((_BOARD_M, top - _CHAMFER_M), (_BOARD_M - _CHAMFER_M, top), (1.0, 1.0)),
            ((_BOARD_M - _CHAMFER_M, top), (0.0, top), (0.0, 1.0)),
        )
        openings = [door.opening()[:2] for door in doors if door.wall == wall]
        for begin, end in _spans(low[space.along], high[space.along], openings, ARCHITRAVE_M):
            run = space.step(end - begin, 0.0)
            for (out, up), (next_out, next_up), (facing_out, facing_up) in profile:
                start = space.point(begin, low[2] + up, -out)
                rise = space.step(0.0, next_up - up, out - next_out)
                quads.rectangle(start, run, rise, space.step(0.0, facing_up, -facing_out))
    for least, most in blocks:
        corner = (most[0] + _BOARD_M, most[1] + _BOARD_M, low[2] + height)
        quads.box((least[0] - _BOARD_M, least[1] - _BOARD_M, low[2]), corner)
    return quads


def _spans(low: float, high: float, holes: Sequence[tuple[float, float]], margin: float) -> list[tuple[float, float]]:
    """What is left of [low, high] beside the holes, each widened by a margin; pieces of a centimetre are dropped."""
    left, at = [], low
    for begin, end in sorted(holes):
        left.append((at, begin - margin))
        at = max(at, end + margin)
    return [(begin, end) for begin, end in [*left, (at, high)] if end - begin > 0.01]


def rail(low: Vector, high: Vector, up: float, height: float, openings: Sequence[WindowPlace]) -> Quads:
    """A rail of that height on all walls, its lower edge `up` over the floor, broken by the openings that it meets."""
    quads = Quads(low[2])
    for wall in WALLS:
        space = WallSpace.of(wall, low, high)
        met = []
        for opening in openings:
            left, right, bottom, top = opening.opening()
            if opening.wall == wall and bottom - _SILL_M < low[2] + up + height and low[2] + up < top:
                met.append((left, right))
        for begin, end in _spans(low[space.along], high[space.along], met, ARCHITRAVE_M):
            quads.slab(
                space.point(begin, low[2] + up, -_RAIL_M),
                (space.step(end - begin, 0.0), space.step(0.0, height), space.step(0.0, 0.0, _RAIL_M)),
            )
    return quads


def frames(windows: Sequence[WindowPlace], low: Vector, high: Vector, thickness: float) -> Quads:
    """Frame, bars and sill of each window, set back in walls of that thickness; the panes stay open."""
    quads = Quads(low[2])
    for window in windows:
        space = WallSpace.of(window.wall, low, high)
        left, right, bottom, top = window.opening()
        face = min(_FRAME_M, window.width / 8.0, window.height / 8.0)
        set_back, bars_back = (thickness * 0.5, thickness * 0.9), (thickness * 0.58, thickness * 0.82)
        parts = [
            ((left, left + face), (bottom, top), set_back),
            ((right - face, right), (bottom, top), set_back),
            ((left + face, right - face), (bottom, bottom + face), set_back),
            ((left + face, right - face), (top - face, top), set_back),
            # The sill, which stands out into the room, and its upper side in the reveal.
            ((left - 0.03, right + 0.03), (bottom - _SILL_M, bottom), (-0.045, 0.0)),
            ((left, right), (bottom, bottom + 0.002), (0.0, thickness * 0.5)),
        ]
        columns, rows = window.panes
        for number in range(1, columns):
            a = left + window.width * number / columns
            parts.append(((a - _BAR_M / 2.0, a + _BAR_M / 2.0), (bottom + face, top - face), bars_back))
        for number in range(1, rows):
            z = bottom + window.height * number / rows
            # A little thinner than the upright bars, so that no two faces lie in one plane.
            thinner = (bars_back[0] + 0.002, bars_back[1] - 0.002)
            parts.append(((left + face, right - face), (z - _BAR_M / 2.0, z + _BAR_M / 2.0), thinner))
        for a_range, up_range, out_range in parts:
            ends = [space.point(a_range[end], up_range[end], out_range[end]) for end in (0, 1)]
            quads.box(
                [min(pair) for pair in zip(*ends, strict=True)],
                [max(pair) for pair in zip(*ends, strict=True)],
            )
    return quads
