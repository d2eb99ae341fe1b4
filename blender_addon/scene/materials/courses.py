"""Surfaces laid piece by piece: rows of tiles and bricks, and the grid that boards and panels share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..node_tree import Socket
from .look import SurfaceLook, blend
from .nodes import Shading


@dataclass(frozen=True)
class Laid:
    """Where a point lies in a grid of pieces; all are sockets."""

    chance: Socket
    """A random number in [0, 1] for each piece."""
    dice: Socket
    """Three more, as a vector."""
    along: Socket
    """Place in the piece, in [0, 1], along the row."""
    across: Socket
    """The same across the row."""
    edge_m: Socket
    """Distance to the nearest edge of the piece, in metres."""
    parity: Socket
    """Alternately 0 and 1 along the row and across."""


def laid(shading: Shading, place: Socket, size_m: Sequence[float], bond: float | None) -> Laid:
    """Pieces of `size_m` (along, across), every other row moved by `bond` pieces; None: rows at random."""
    length, width = size_m
    u, v = shading.split(place)
    row_at = shading.math("DIVIDE", v, width)
    row = shading.math("FLOOR", row_at)
    along_at = shading.math("DIVIDE", u, length)
    if bond is None:
        jitter, _ = shading.random(shading.join(row, 0.5, 7.5))
        along_at = shading.math("ADD", along_at, jitter)
    elif bond:
        along_at = shading.math("MULTIPLY_ADD", shading.math("FLOORED_MODULO", row, 2.0), bond, along_at)
    piece = shading.math("FLOOR", along_at)
    value, dice = shading.random(shading.join(piece, row, 0.5))
    to_side = shading.math("MULTIPLY", shading.math("PINGPONG", along_at, 0.5), length)
    to_row = shading.math("MULTIPLY", shading.math("PINGPONG", row_at, 0.5), width)
    return Laid(
        chance=value,
        dice=dice,
        along=shading.math("FRACT", along_at),
        across=shading.math("FRACT", row_at),
        edge_m=shading.math("MINIMUM", to_side, to_row),
        parity=shading.math("FLOORED_MODULO", shading.math("ADD", piece, row), 2.0),
    )


def tiles(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Glazed or stone tiles with joints: plain, in bond, as a checkerboard, or with a printed motif."""
    place = shading.placed(drawn["shift_m"], drawn["turn_rad"])
    grid = laid(shading, place, drawn["size_m"], bond=0.5 if drawn["pattern"] == "bond" else 0.0)
    colour, share = drawn["colour"], 0.0
    if drawn["pattern"] == "checker":
        colour, share = shading.mix(grid.parity, drawn["colour"], drawn["second"]), 0.5
    elif drawn["pattern"] == "motif":
        colour, share = (
            shading.mix(_motif(shading, grid, drawn["motif"]), drawn["colour"], drawn["second"]),
            0.5,
        )
    if drawn["stone"]:
        # Each tile shows a different part of the stone.
        block = shading.vector("MULTIPLY_ADD", grid.dice, (37.0, 37.0, 0.0), place)
        rock = shading.noise(block, drawn["stone_m"], octaves=2.0, warp=1.2)
        vein = shading.step(shading.math("ABSOLUTE", shading.math("SUBTRACT", rock, 0.5)), 0.06, 0.0)
        level = shading.math("MULTIPLY_ADD", vein, -0.45 * drawn["stone"], 1.0)
        colour = shading.dimmed(colour, level)
    half = drawn["joint_m"] / 2.0
    tile = shading.step(grid.edge_m, half * 0.8, half * 1.2)
    tone = shading.around(grid.chance, drawn["tone"])
    colour = shading.mix(tile, drawn["joint"], shading.dimmed(colour, tone))
    gloss = shading.around(grid.chance, drawn["wear"], drawn["roughness"] + 0.6)
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["colour"], drawn["second"], share),
        # Joints have no gloss.
        roughness=shading.math("MULTIPLY_ADD", tile, -0.6, gloss, clamp=True),
        # Tiles are never set quite flat. Each tilts its own way, so reflections break at the joints.
        normal=shading.leaning(grid.dice, drawn["lean"]),
    )


def brick(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Bricks in running bond, bare or painted over."""
    place = shading.placed(drawn["shift_m"])
    grid = laid(shading, place, drawn["size_m"], bond=0.5)
    rough_face = shading.noise(place, 0.012, octaves=1.0)
    blotch = shading.noise(shading.vector("MULTIPLY_ADD", grid.dice, (17.0, 17.0, 0.0), place), 0.07)
    fired = shading.math("MULTIPLY_ADD", blotch, 1.2, grid.chance)
    fired = shading.math("MULTIPLY_ADD", fired, drawn["tone"], 0.5 - 1.1 * drawn["tone"], clamp=True)
    bare = shading.mix(fired, drawn["light"], drawn["dark"])
    clay = shading.dimmed(bare, shading.around(rough_face, 0.8))
    half = drawn["mortar_m"] / 2.0
    # Bricks have no straight edges: noise moves the border of the mortar.
    edge = shading.math("MULTIPLY_ADD", rough_face, 0.009, grid.edge_m)
    body = shading.step(edge, half * 0.7 + 0.0045, half * 1.4 + 0.0045)
    colour = shading.mix(body, drawn["mortar"], clay)
    mean = blend(blend(drawn["light"], drawn["dark"], 0.5), drawn["mortar"], 0.15)
    if drawn["paint"] is not None:
        colour, mean = shading.dimmed(drawn["paint"], shading.around(rough_face, 0.25, 0.97)), drawn["paint"]
    relief = shading.math("MULTIPLY_ADD", rough_face, drawn["rough_face"], body)
    return SurfaceLook(colour, mean, drawn["roughness"], relief, relief_m=0.005 * drawn["relief"])


def _motif(shading: Shading, grid: Laid, rings: Sequence[float]) -> Socket:
    """0 or 1: rings and diagonals around the middle of a tile, mirrored in four directions, as on printed tiles."""
    x = shading.math("PINGPONG", shading.math("ADD", grid.along, 0.5), 0.5)
    y = shading.math("PINGPONG", shading.math("ADD", grid.across, 0.5), 0.5)
    ring = shading.math("POWER", shading.math("MULTIPLY_ADD", x, x, shading.math("MULTIPLY", y, y)), 0.5)
    sum_of = shading.math("MULTIPLY", shading.math("ADD", x, y), rings[1])
    field = shading.math("PINGPONG", shading.math("MULTIPLY_ADD", ring, rings[0] * 2.0, sum_of), 0.5)
    return shading.step(field, 0.24, 0.26)
