"""Drinking glasses and carafes, empty or with a drink in them, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

# Bowl's radius over its greatest, at equal steps from its bottom to its rim: (low, high) each.
_BOWLS: dict[str, tuple[tuple[float, float], ...]] = {
    "wine glass": ((0.12, 0.2), (0.72, 0.88), (0.97, 1.0), (0.9, 1.0), (0.74, 0.92), (0.6, 0.84)),
    "flute": ((0.18, 0.3), (0.6, 0.85), (0.85, 1.0), (0.9, 1.0), (0.85, 1.0), (0.75, 0.95)),
    "cocktail glass": ((0.06, 0.1), (0.28, 0.4), (0.5, 0.62), (0.74, 0.82), (1.0, 1.0)),
    "coupe": ((0.2, 0.4), (0.8, 0.9), (0.95, 1.0), (0.96, 1.0)),
    "tumbler": ((0.7, 1.0), (0.78, 1.0), (0.86, 1.0), (1.0, 1.0)),
    "beer glass": ((0.62, 0.95), (0.68, 0.98), (0.85, 1.0), (0.9, 1.0), (0.85, 1.0)),
    "carafe": ((0.8, 1.0), (0.95, 1.0), (0.8, 1.0), (0.35, 0.6), (0.28, 0.42), (0.3, 0.5), (0.4, 0.62)),
}
# Height low, high in metres; greatest width over height low, high; the stem's share of the height low, high.
SIZES: dict[str, tuple[float, ...]] = {
    "wine glass": (0.16, 0.25, 0.32, 0.46, 0.36, 0.5),
    "flute": (0.19, 0.26, 0.2, 0.29, 0.3, 0.42),
    "cocktail glass": (0.14, 0.2, 0.52, 0.68, 0.5, 0.62),
    "coupe": (0.11, 0.17, 0.6, 0.85, 0.45, 0.62),
    "tumbler": (0.07, 0.15, 0.5, 0.95, 0.0, 0.0),
    "beer glass": (0.13, 0.23, 0.34, 0.5, 0.0, 0.0),
    "carafe": (0.18, 0.32, 0.38, 0.6, 0.0, 0.0),
}
# Drinks: whether they are transparent, and their sRGB colour.
_CLEAR_DRINKS = ("ffffff", "f6e7b8", "e8b04a", "f0c95a", "7a1220", "a02038", "e79aa0", "f3f9e9", "8a4a1c", "b6d7ef")
_DENSE_DRINKS = ("f28c1a", "f6f1e6", "d9433b", "e3c9a3", "6b3a1f", "f4d35e", "8aa64a", "c43a6b")


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A wine glass, flute, cocktail glass, coupe, tumbler, beer glass or carafe."""
    category = pick(
        rng, ("wine glass", "flute", "cocktail glass", "coupe", "tumbler", "tumbler", "beer glass", "carafe")
    )
    low, high, slim, wide, least, most = SIZES[category]
    height = uniform(rng, low, high)
    stemmed = most > 0.0
    cut = not stemmed and chance(rng, 0.4)
    filled = chance(rng, 0.7)
    dense = filled and chance(rng, 0.3)
    parameters = {
        "kind": category,
        "height": height,
        "radius": round(0.5 * height * uniform(rng, slim, wide), 5),
        "bowl": [uniform(rng, *step) for step in _BOWLS[category]],
        "stem": uniform(rng, least, most) if stemmed else 0.0,
        "stem_radius": uniform(rng, 0.0026, 0.0048),
        "knot": chance(rng, 0.2) and stemmed,
        "foot": uniform(rng, 0.72, 1.0),
        "base": 0.0 if stemmed else round(height * uniform(rng, 0.03, 0.13), 5),
        "facets": whole(rng, 6, 16) if cut else 0,
        "facet_depth": uniform(rng, 0.02, 0.06),
        "level": uniform(rng, 0.28, 0.9) if filled else 0.0,
        "head": uniform(rng, 0.05, 0.2) if category == "beer glass" and filled else 0.0,
        "straw": uniform(rng, 0.16, 0.4)
        if filled and category in ("tumbler", "beer glass") and chance(rng, 0.35)
        else 0.0,
        "straw_turn": uniform(rng, 0.0, 6.2832),
        "rim_band": chance(rng, 0.15),
    }
    tint = finishes.glass(rng).parameters["tint"] if chance(rng, 0.3) else [1.0, 1.0, 1.0]
    materials = {"bowl": finishes.clear(tint, uniform(rng, 1.03, 1.07)), "base": finishes.clear(tint, 1.5)}
    if filled:
        materials["drink"] = _drink(rng, dense)
    if parameters["head"]:
        materials["foam"] = finishes.paper(rng, product_colours.linear("f7f0dc"))
    if parameters["straw"]:
        materials["straw"] = finishes.one_of(rng, finishes.plastic, finishes.paper, finishes.metal)
    if parameters["rim_band"]:
        materials["band"] = finishes.metal(rng, pick(rng, ("gold", "steel")))
    return FamilyDraw(category, parameters, materials, () if filled else ("lying",))


def _drink(rng: np.random.Generator, dense: bool) -> MaterialPlan:
    """Water, wine, beer, or an opaque drink."""
    if dense:
        colour = product_colours.near(rng, product_colours.linear(pick(rng, _DENSE_DRINKS)))
        return MaterialPlan("plastic", {"colour": colour, "roughness": 0.06, "grain": 0.0})
    return finishes.clear(product_colours.linear(pick(rng, _CLEAR_DRINKS)), uniform(rng, 1.33, 1.36))
