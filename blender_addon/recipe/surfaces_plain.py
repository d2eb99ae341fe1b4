"""Draws plain surfaces: even paint, lacquer, scuffed walls, poured floors, the paper of a sweep.

They teach networks that background may have no texture, only a soft gradient, a faint stain or the product's shadow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from . import surface_palettes as palette
from .model import MaterialPlan, Vector
from .streams import chance, log_uniform, pick, uniform, weighed

Parameters = dict[str, Any]


def wall_colour(rng: np.random.Generator) -> Vector:
    """Four in ten walls are white, three pale, the rest coloured."""
    groups = (
        *(palette.WHITE_PAINTS,) * 8,
        *(palette.PALE_PAINTS,) * 6,
        *(palette.MUTED_PAINTS,) * 4,
        *(palette.BOLD_PAINTS,) * 2,
    )
    return palette.draw_colour(rng, pick(rng, groups))


def gloss_paint(rng: np.random.Generator) -> Parameters:
    """Semi-gloss paint or lacquer: the room shows in it, more or less drawn out by the roller's grain."""
    return {
        "colour": wall_colour(rng),
        "texture_m": log_uniform(rng, 0.004, 0.03),
        "bump": log_uniform(rng, 0.01, 0.09),
        "blotch": uniform(rng, 0.0, 0.02),
        "blotch_m": log_uniform(rng, 0.5, 1.5),
        "roughness": log_uniform(rng, 0.06, 0.38),
    }


def scuffed(rng: np.random.Generator) -> Parameters:
    """A plain used wall: slow gradients, a few faint marks at the height of hands and chairs."""
    return {
        "colour": wall_colour(rng),
        "texture_m": log_uniform(rng, 0.003, 0.02),
        "bump": log_uniform(rng, 0.03, 0.25),
        "blotch": uniform(rng, 0.02, 0.08),
        "blotch_m": log_uniform(rng, 0.6, 2.5),
        "mark": uniform(rng, 0.1, 0.55),
        "mark_m": log_uniform(rng, 0.06, 0.3),
        "mark_share": uniform(rng, 0.05, 0.3),
        "slant": uniform(rng, -1.2, 1.2),
        "dirt": palette.draw_colour(rng, palette.DIRT, light=0.3),
        "roughness": uniform(rng, 0.4, 0.9),
    }


def plain(rng: np.random.Generator) -> Parameters:
    """A poured, rolled or vinyl floor, now and then speckled; also a table's top and a painted board's face."""
    speckled = chance(rng, 0.15)
    base = palette.draw_colour(
        rng,
        weighed(
            rng,
            {
                palette.CONCRETES: 3.0,
                palette.PALE_PAINTS: 3.0,
                palette.WHITE_PAINTS: 2.0,
                palette.MUTED_PAINTS: 2.0,
                palette.TILE_NEUTRALS: 2.0,
            },
        ),
    )
    return {
        "colour": base,
        "second": palette.draw_colour(rng, palette.TILE_NEUTRALS) if speckled else base,
        "speck_m": log_uniform(rng, 0.003, 0.016),
        "speck": uniform(rng, 0.25, 0.9) if speckled else 0.0,
        "blotch": uniform(rng, 0.0, 0.06),
        "blotch_m": log_uniform(rng, 0.4, 1.8),
        "wear": uniform(rng, 0.0, 0.15),
        "roughness": log_uniform(rng, 0.12, 0.75),
    }


def white_surface(rng: np.random.Generator, part: Literal["wall", "floor", "joinery"]) -> MaterialPlan:
    """A wall, floor or skirting that is all but white: a reflectance from 0.7 to 0.9, hardly a tint."""
    level = uniform(rng, 0.72, 0.9)
    tint = palette.shifted(rng, (level, level, level), light=0.0, tint=0.015)
    shift = (uniform(rng, 0.0, 40.0), uniform(rng, 0.0, 40.0))
    if part == "floor":
        drawn = plain(rng)
        grey = palette.shifted(rng, (level * 0.9, level * 0.9, level * 0.88), light=0.06)
        drawn.update(colour=tint, second=grey, blotch=drawn["blotch"] * 0.5, speck=drawn["speck"] * 0.4)
        return MaterialPlan("plain", {**drawn, "shift_m": shift})
    drawn = gloss_paint(rng)
    drawn.update(colour=tint, roughness=uniform(rng, 0.3, 0.9) if part == "wall" else uniform(rng, 0.2, 0.6))
    return MaterialPlan("gloss_paint", {**drawn, "shift_m": shift})


def sweep_paper(rng: np.random.Generator) -> MaterialPlan:
    """Seamless paper: white in two of five rolls, else grey, black or a colour; quite even, quite dull."""
    codes = weighed(
        rng, {palette.WHITE_PAINTS: 4.0, palette.GREY_PAPERS: 2.5, palette.PALE_PAINTS: 1.0, palette.COLOUR_PAPERS: 2.5}
    )
    paper = replace(white_surface(rng, "floor"), kind="plain")
    drawn = {
        **paper.parameters,
        "colour": palette.draw_colour(rng, codes, light=0.06, tint=0.02),
        "speck": 0.0,
        "blotch": uniform(rng, 0.0, 0.02),
        "wear": 0.0,
        "roughness": uniform(rng, 0.6, 0.95),
    }
    return MaterialPlan("plain", drawn)


def patterned_cloth(rng: np.random.Generator) -> MaterialPlan:
    """Printed cloth that hangs and lies under a product: three colours in small shapes, as busy as prints are."""
    drawn = {
        **print_(rng),
        "shape_m": log_uniform(rng, 0.015, 0.15),
        "soft": log_uniform(rng, 0.01, 0.25),
        "roughness": uniform(rng, 0.7, 0.95),
    }
    return MaterialPlan("print", {**drawn, "shift_m": (uniform(rng, 0.0, 40.0), uniform(rng, 0.0, 40.0))})


def cloth(rng: np.random.Generator) -> Parameters:
    """Curtain cloth, plain or striped; how much light it lets through is the dressing's affair."""
    base = palette.draw_colour(
        rng,
        weighed(
            rng,
            {palette.WHITE_PAINTS: 4.0, palette.PALE_PAINTS: 3.0, palette.MUTED_PAINTS: 2.0, palette.BOLD_PAINTS: 1.0},
        ),
    )
    return {
        "colour": base,
        "second": palette.draw_colour(rng, palette.MUTED_PAINTS) if chance(rng, 0.25) else base,
        "stripe_m": log_uniform(rng, 0.02, 0.2),
        "weave_m": log_uniform(rng, 0.0015, 0.004),
        "weave": uniform(rng, 0.05, 0.3),
        "through": uniform(rng, 0.1, 0.4),
        "clear": 0.0,
    }


def panelling(rng: np.random.Generator) -> Parameters:
    """Painted or stained wainscot: framed panels, or narrow boards with a groove between."""
    light, dark = palette.draw_pair(rng, palette.WOODS)
    return {
        "colour": light if chance(rng, 0.3) else wall_colour(rng),
        "dark": dark,
        "panel_m": (log_uniform(rng, 0.3, 0.8), 0.9) if chance(rng, 0.55) else (log_uniform(rng, 0.06, 0.14), 9.0),
        "frame_m": uniform(rng, 0.05, 0.09),
        "grain": uniform(rng, 0.0, 0.4),
        "roughness": uniform(rng, 0.25, 0.6),
    }


def print_(rng: np.random.Generator) -> Parameters:
    """What hangs in a frame: three colours in soft or hard shapes."""
    codes = palette.BOLD_PAINTS + palette.COLOUR_PAPERS + palette.WHITE_PAINTS
    return {
        "colour": palette.draw_colour(rng, codes),
        "second": palette.draw_colour(rng, codes),
        "third": palette.draw_colour(rng, codes),
        "shape_m": log_uniform(rng, 0.06, 0.5),
        "warp": uniform(rng, 0.0, 2.0),
        "soft": log_uniform(rng, 0.005, 0.2),
        "roughness": uniform(rng, 0.15, 0.8),
    }


def metal(rng: np.random.Generator) -> Parameters:
    """Handles and pipes: steel, chrome, brass, black iron."""
    codes = ("#c8c8c6", "#dededd", "#b9964f", "#2a2a2b", "#8e8d8b")
    return {"colour": palette.draw_colour(rng, codes), "roughness": log_uniform(rng, 0.05, 0.5)}
