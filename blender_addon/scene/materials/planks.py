"""Wooden floors: boards in rows, or blocks in herringbone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..node_tree import Socket
from .courses import Laid, laid
from .look import SurfaceLook, blend
from .nodes import Shading


def planks(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Boards of one wood, each with its own tone, figure and gloss."""
    place = shading.placed(drawn["shift_m"], drawn["turn_rad"])
    grid = _herringbone(shading, place, drawn["board_m"]) if drawn["pattern"] == "herringbone" else None
    if grid is None:
        grid = laid(shading, place, drawn["board_m"], bond=None)
    length, width = drawn["board_m"]
    # The figure is twelve times as long as wide, along the board, and offset in each board.
    along = shading.math("MULTIPLY", grid.along, length / 12.0)
    across = shading.math("MULTIPLY", grid.across, width)
    figure_at = shading.vector("MULTIPLY_ADD", grid.dice, (31.0, 31.0, 0.0), shading.join(along, across))
    figure = shading.noise(figure_at, 0.055, octaves=1.0)
    rings = shading.math("PINGPONG", shading.math("MULTIPLY", figure, 9.0), 0.5)
    streak = shading.noise(figure_at, drawn["grain_m"])
    # Rings lie in [0, 0.5], so that this has its middle near 0.58.
    grain = shading.math("MULTIPLY_ADD", rings, 0.7, shading.math("MULTIPLY", streak, 0.8))
    tone = shading.around(grid.chance, drawn["tone"], 0.5 - 0.58 * drawn["grain"])
    tone = shading.math("MULTIPLY_ADD", grain, drawn["grain"], tone)
    wood = shading.mix(tone, drawn["light"], drawn["dark"])
    half = drawn["gap_m"] / 2.0
    board = shading.step(grid.edge_m, half * 0.5, half * 1.5)
    seam = shading.math("MULTIPLY", shading.math("SUBTRACT", 1.0, board), drawn["gap_depth"])
    colour = shading.mix(seam, wood, (0.012, 0.008, 0.005))
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["light"], drawn["dark"], 0.5),
        roughness=shading.math("MULTIPLY_ADD", grain, drawn["wear"], drawn["roughness"] - 0.58 * drawn["wear"]),
        # No two boards are in one plane, so reflections break between boards.
        normal=shading.leaning(grid.dice, drawn["lean"]),
    )


def _herringbone(shading: Shading, place: Socket, board_m: Sequence[float]) -> Laid:
    """Blocks `count` widths long, set at right angles to each other.

    In units of a block's width, cell (i, j) belongs to a lying block where (i − j) mod 2·count is less than
    count, and that remainder is its place along the block; the other cells belong to standing blocks, counted
    from 2·count − 1 downward.
    """
    length, width = board_m
    count = float(round(length / width))
    u, v = shading.split(place)
    x, y = shading.math("DIVIDE", u, width), shading.math("DIVIDE", v, width)
    i, j = shading.math("FLOOR", x), shading.math("FLOOR", y)
    turn = shading.math("FLOORED_MODULO", shading.math("SUBTRACT", i, j), 2.0 * count)
    standing = shading.math("GREATER_THAN", turn, count - 0.5)
    lying_cell = turn
    standing_cell = shading.math("SUBTRACT", 2.0 * count - 1.0, turn)
    in_x, in_y = shading.math("FRACT", x), shading.math("FRACT", y)

    def either(lying: Socket, upright: Socket) -> Socket:
        difference = shading.math("SUBTRACT", upright, lying)
        return shading.math("MULTIPLY_ADD", standing, difference, lying)

    cell = either(lying_cell, standing_cell)
    along = shading.math("ADD", cell, either(in_x, in_y))
    across = either(in_y, in_x)
    first_i = either(shading.math("SUBTRACT", i, lying_cell), i)
    first_j = either(j, shading.math("SUBTRACT", j, standing_cell))
    value, dice = shading.random(shading.join(first_i, first_j, standing))
    to_end = shading.math("MINIMUM", along, shading.math("SUBTRACT", count, along))
    edge = shading.math("MINIMUM", to_end, shading.math("PINGPONG", across, 0.5))
    return Laid(
        chance=value,
        dice=dice,
        along=shading.math("DIVIDE", along, count),
        across=across,
        edge_m=shading.math("MULTIPLY", edge, width),
        parity=standing,
    )
