"""Plants and wood outdoors: blades of grass, leaves of a hedge, boards of a fence."""

from __future__ import annotations

from typing import Any

from .look import SurfaceLook, blend
from .nodes import Shading


def blades(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """A blade's UV says which blade it is (u, a random number) and how far up it is (v from 0 to 1)."""
    which, up = shading.split(shading.metres())
    colour = shading.mix(which, drawn["colour"], drawn["second"])
    return SurfaceLook(
        colour=shading.dimmed(colour, shading.math("MULTIPLY_ADD", up, 0.9, 0.45)),
        mean=drawn["colour"],
        roughness=None,
        through=drawn["through"],
    )


def leaves(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Cells of one leaf each, with their own tones and tilts, dark at the edges."""
    place = shading.placed(drawn["shift_m"])
    away, dice = shading.cells(place, drawn["leaf_m"], stretch=1.7)
    which, tone, _ = shading.xyz(dice)
    colour = shading.mix(which, drawn["colour"], drawn["second"])
    level = shading.math("MULTIPLY_ADD", shading.step(away, 0.75, 0.3), drawn["gap"], 1.0 - drawn["gap"])
    # Some leaves are deep in the hedge, where there is little light.
    level = shading.math("MULTIPLY", level, shading.math("MULTIPLY_ADD", shading.step(tone, 0.1, 0.5), 0.6, 0.5))
    return SurfaceLook(
        colour=shading.dimmed(colour, level),
        mean=blend(drawn["colour"], drawn["second"], 0.5),
        roughness=drawn["roughness"],
        normal=shading.leaning(dice, drawn["lean"]),
    )


def boards(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Upright sawn boards: grain along v, one tone for each board of `piece_m`, covered by paint if there is any."""
    place = shading.placed((0.0, drawn["shift_m"][1]))
    u, v = shading.split(place)
    board = shading.math("FLOOR", shading.math("DIVIDE", u, drawn["piece_m"]))
    chance, dice = shading.random(shading.join(board, 0.5, 3.5))
    along = shading.join(u, shading.math("DIVIDE", v, 14.0))
    figure = shading.noise(
        shading.vector("MULTIPLY_ADD", dice, (31.0, 31.0, 0.0), along), drawn["grain_m"], octaves=1.0
    )
    if drawn["paint"] is not None:
        level = shading.around(figure, 0.35 * drawn["grain"])
        colour, mean = shading.dimmed(drawn["paint"], level), drawn["paint"]
    else:
        share = shading.around(chance, drawn["tone"], 0.5)
        share = shading.math("ADD", share, shading.around(figure, 2.0 * drawn["grain"], 0.0))
        colour, mean = shading.mix(share, drawn["light"], drawn["dark"]), blend(drawn["light"], drawn["dark"], 0.5)
    return SurfaceLook(colour=colour, mean=mean, roughness=drawn["roughness"], relief=figure, relief_m=0.0008)
