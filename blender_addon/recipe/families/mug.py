"""Mugs, cups and travel mugs, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..streams import chance, pick, uniform
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A mug, cup with saucer, enamel mug or travel mug."""
    category = pick(rng, ("mug", "mug", "cup", "travel mug"))
    travel = category == "travel mug"
    height = (
        uniform(rng, 0.14, 0.22)
        if travel
        else uniform(rng, 0.055, 0.08)
        if category == "cup"
        else uniform(rng, 0.08, 0.12)
    )
    radius = height * (uniform(rng, 0.2, 0.3) if travel else uniform(rng, 0.36, 0.55))
    parameters = {
        "height": height,
        "radius": round(radius, 5),
        "taper": uniform(rng, 0.6, 1.0) if category == "cup" else uniform(rng, 0.78, 1.08),
        "belly": uniform(rng, -0.05, 0.12),
        "bottom_round": uniform(rng, 0.03, 0.35),
        "wall": uniform(rng, 0.0025, 0.0045),
        "handle": pick(rng, ("ear", "ring", "square")) if not travel else pick(rng, ("none", "none", "square")),
        "handle_reach": uniform(rng, 0.3, 0.5),
        "handle_bar": uniform(rng, 0.055, 0.09),
        "handle_flatten": uniform(rng, 1.0, 1.9),
        "saucer": category == "cup" and chance(rng, 0.7),
        "lid": travel,
        "sleeve": travel and chance(rng, 0.6),
        "print": not travel and chance(rng, 0.35),
        "drink": chance(rng, 0.3) and not travel,
    }
    body = (
        finishes.ceramic(rng)
        if not travel and chance(rng, 0.75)
        else finishes.one_of(rng, finishes.painted, finishes.metal)
    )
    materials = {"body": body, "handle": body if chance(rng, 0.85) else finishes.painted(rng)}
    if parameters["lid"]:
        materials["lid"] = finishes.plastic(rng)
    if parameters["sleeve"]:
        materials["sleeve"] = finishes.one_of(rng, finishes.rubber, finishes.leather, finishes.wood)
    if parameters["print"]:
        materials["print"] = finishes.label(rng, 2 * np.pi * radius / height)
    if parameters["drink"]:
        drink = pick(rng, ("2a1508", "8a5a35", "5a2c12", "b5651d"))
        materials["drink"] = finishes.plastic(rng, product_colours.linear(drink))
    empty = not parameters["drink"] and not parameters["saucer"]
    return FamilyDraw(category, parameters, materials, ("lying",) if empty else ())
