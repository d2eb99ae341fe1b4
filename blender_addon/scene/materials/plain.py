"""Plain surfaces: lacquer, scuffed paint, poured floors and paper."""

from __future__ import annotations

from typing import Any

from .look import SurfaceLook, blend
from .nodes import Shading
from .walls import plaster, uneven


def gloss_paint(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Semi-gloss paint: plaster's relief under a gloss of the plan's roughness."""
    return plaster(shading, drawn)


def scuffed(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """Plain paint with slow clouds and a few slanted marks, most of them between knee and shoulder."""
    place = shading.placed(drawn["shift_m"])
    _, height = shading.split(shading.metres())
    clean = uneven(shading, place, drawn["colour"], drawn["blotch"], drawn["blotch_m"])
    u, v = shading.split(place)
    # Marks are long in the direction in which chairs and hands move, and thin across it.
    leaning = shading.math("MULTIPLY_ADD", u, drawn["slant"], v)
    stroke = shading.noise(shading.join(u, shading.math("MULTIPLY", leaning, 7.0)), drawn["mark_m"], octaves=2.0)
    level = 0.7 - 0.3 * drawn["mark_share"]
    reach = shading.math("MULTIPLY", shading.step(height, 0.0, 0.25), shading.step(height, 1.7, 0.9))
    mark = shading.math("MULTIPLY", shading.step(stroke, level, level + 0.12), drawn["mark"])
    return SurfaceLook(
        colour=shading.mix(shading.math("MULTIPLY", mark, reach), clean, drawn["dirt"]),
        mean=drawn["colour"],
        roughness=drawn["roughness"],
        relief=shading.noise(place, drawn["texture_m"], octaves=1.0),
        relief_m=drawn["bump"] * drawn["texture_m"],
    )


def plain(shading: Shading, drawn: dict[str, Any]) -> SurfaceLook:
    """A poured floor, vinyl, terrazzo or paper: one colour with soft variations, and specks if the plan has any."""
    place = shading.placed(drawn["shift_m"])
    colour, share = uneven(shading, place, drawn["colour"], drawn["blotch"], drawn["blotch_m"]), 0.0
    if drawn["speck"]:
        away, dice = shading.cells(place, drawn["speck_m"])
        chosen, tone, _ = shading.xyz(dice)
        speck = shading.math("MULTIPLY", shading.step(away, 0.55, 0.4), shading.step(chosen, 0.55, 0.6))
        other = shading.dimmed(drawn["second"], shading.around(tone, 0.7, 0.9))
        colour = shading.mix(shading.math("MULTIPLY", speck, drawn["speck"]), colour, other)
        share = 0.2 * drawn["speck"]
    worn = shading.noise(place, drawn["blotch_m"], octaves=1.0)
    return SurfaceLook(
        colour=colour,
        mean=blend(drawn["colour"], drawn["second"], share),
        roughness=shading.around(worn, 2.0 * drawn["wear"], drawn["roughness"]),
    )
