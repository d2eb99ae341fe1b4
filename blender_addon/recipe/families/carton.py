"""Printed boxes, milk cartons, open boxes, paper bags and books, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..streams import chance, log_uniform, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A printed box, milk carton, open box, parcel, or a paper bag with handles."""
    category = pick(rng, ("box", "box", "milk carton", "open box", "paper bag", "book"))
    sizes = {
        "box": (0.06, 0.4),
        "milk carton": (0.16, 0.27),
        "open box": (0.15, 0.5),
        "paper bag": (0.2, 0.45),
        "book": (0.15, 0.32),
    }
    longest = log_uniform(rng, *sizes[category])
    if category == "milk carton":
        width, height = longest * uniform(rng, 0.3, 0.45), longest
        depth = width * uniform(rng, 0.7, 1.0)
    elif category == "paper bag":
        width, depth, height = longest * uniform(rng, 0.6, 0.9), longest * uniform(rng, 0.22, 0.4), longest
    elif category == "book":
        width, depth, height = longest * uniform(rng, 0.62, 0.8), longest * uniform(rng, 0.05, 0.18), longest
    else:
        sides = [longest, longest * uniform(rng, 0.4, 1.0), longest * uniform(rng, 0.18, 0.7)]
        first = whole(rng, 0, 2)
        width, depth, height = sides[first], sides[(first + 1) % 3], sides[(first + 2) % 3]
    parameters: dict[str, Any] = {
        "kind": category,
        "size": [round(width, 5), round(depth, 5), round(height, 5)],
        "edge": uniform(rng, 0.0006, 0.003),
        "gable": uniform(rng, 0.3, 0.55),
        "flaps": [uniform(rng, 0.2, 2.6) for _ in range(4)],
        "flat": category == "book" and chance(rng, 0.4),
        "spout": chance(rng, 0.6),
    }
    printed = finishes.label(rng, 1.0, "carton") if chance(rng, 0.85) else finishes.paper(rng)
    materials = {"body": printed}
    parameters["tape"] = uniform(rng, 0.03, 0.06) if category == "box" and printed.kind == "paper" else 0.0
    if parameters["tape"]:
        brown = product_colours.linear(pick(rng, ("b98a52", "a8743c", "e9e4da", "c9b489")))
        materials["tape"] = finishes.plastic(rng, product_colours.near(rng, brown))
    if category in ("open box", "paper bag"):
        materials["inside"] = finishes.paper(rng)
    if category == "milk carton" and parameters["spout"]:
        materials["cap"] = finishes.plastic(rng)
    if category == "book":
        materials["pages"] = finishes.paper(rng, product_colours.linear("f1ecdf"))
    return FamilyDraw(category, parameters, materials, ("lying", "leaning") if category == "book" else ("lying",))
