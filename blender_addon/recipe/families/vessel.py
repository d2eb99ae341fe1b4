"""Vases, bowls, jars, jugs and tumblers, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..model import MaterialPlan
from ..streams import chance, log_uniform, pick, uniform, whole
from .family_draw import FamilyDraw

# Outer radius over half the greatest width, at equal steps of height from foot to rim: (low, high) each.
_SILHOUETTES: dict[str, tuple[tuple[float, float], ...]] = {
    "vase": ((0.35, 0.8), (0.5, 1.0), (0.75, 1.0), (0.5, 1.0), (0.25, 0.6), (0.2, 0.45), (0.3, 0.7)),
    "bottle vase": ((0.5, 0.9), (0.8, 1.0), (0.85, 1.0), (0.5, 0.8), (0.16, 0.3), (0.14, 0.24), (0.16, 0.4)),
    "bowl": ((0.3, 0.55), (0.55, 0.75), (0.75, 0.9), (0.85, 0.97), (0.93, 1.0)),
    "jar": ((0.6, 0.95), (0.85, 1.0), (0.95, 1.0), (0.9, 1.0), (0.75, 0.95)),
    "jug": ((0.5, 0.8), (0.8, 1.0), (0.85, 1.0), (0.6, 0.9), (0.45, 0.65), (0.5, 0.7)),
    "tumbler": ((0.6, 0.95), (0.65, 0.97), (0.75, 0.98), (0.85, 1.0)),
}
SIZES: dict[str, tuple[float, float, float, float]] = {  # height low, high; width over height low, high
    "vase": (0.12, 0.6, 0.35, 1.1),
    "bottle vase": (0.15, 0.5, 0.4, 0.9),
    "bowl": (0.05, 0.16, 1.5, 3.4),
    "jar": (0.09, 0.28, 0.6, 1.1),
    "jug": (0.14, 0.32, 0.5, 0.85),
    "tumbler": (0.08, 0.17, 0.5, 0.95),
}


def _body(rng: np.random.Generator) -> MaterialPlan:
    """What a vessel is made of."""
    pots = (finishes.ceramic,) * 3
    return finishes.one_of(rng, *pots, finishes.painted, finishes.metal, finishes.wood)


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A vase, bowl, jar, jug or tumbler, turned, at times ribbed, with handles, a lid or a rim of another
    colour.
    """
    category = pick(rng, tuple(_SILHOUETTES))
    low, high, slim, wide = SIZES[category]
    height = log_uniform(rng, low, high)
    width = min(height * uniform(rng, slim, wide), 0.6)
    glassy = category in ("tumbler", "vase", "bottle vase", "bowl") and chance(rng, 0.2)
    radii = [uniform(rng, *step) for step in _SILHOUETTES[category]]
    ribbed = chance(rng, 0.3)
    parameters = {
        "height": round(height, 5),
        "radius": round(width / 2, 5),
        "radii": radii,
        "wall": 0.0 if glassy else uniform(rng, 0.0025, 0.007),
        "foot": uniform(rng, 0.0, 0.006),
        "lobes": whole(rng, 5, 36) if ribbed else 0,
        "lobe_depth": uniform(rng, 0.01, 0.09) if ribbed else 0.0,
        "facets": ribbed and chance(rng, 0.4),
        "twist": uniform(rng, -1.5, 1.5) if ribbed and chance(rng, 0.4) else 0.0,
        "handles": 1 if category == "jug" else (whole(rng, 1, 2) if chance(rng, 0.12) and not glassy else 0),
        "handle_bar": uniform(rng, 0.035, 0.07),
        "spout": uniform(rng, 0.12, 0.3) if category == "jug" else 0.0,
        "lid": category == "jar" and chance(rng, 0.8),
        "knob": pick(rng, ("ball", "disc", "none")),
    }
    materials = {"body": finishes.glass(rng) if glassy else _body(rng)}
    if parameters["lid"]:
        materials["lid"] = finishes.one_of(rng, finishes.wood, finishes.metal, finishes.ceramic)
    tall = category in ("vase", "bottle vase", "jug", "tumbler")
    return FamilyDraw(category, parameters, materials, ("lying",) if tall else ())
