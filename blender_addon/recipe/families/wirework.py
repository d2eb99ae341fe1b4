"""Things of wire: baskets, fruit bowls, dish racks, bird cages and bicycles, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A wire basket, fruit bowl, dish rack, bird cage or bicycle."""
    category = pick(rng, ("wire basket", "wire basket", "fruit bowl", "dish rack", "bird cage", "bicycle"))
    bicycle = category == "bicycle"
    width = uniform(rng, 0.24, 0.5)
    parameters = {
        "kind": category,
        "width": width,
        "depth": round(width * uniform(rng, 0.6, 1.0), 5),
        "height": uniform(rng, 0.32, 0.6) if category == "bird cage" else uniform(rng, 0.1, 0.28),
        "power": pick(rng, (2.0, 2.0, 4.0, 7.0)),
        "taper": uniform(rng, 0.6, 1.0),
        "bulge": uniform(rng, 0.0, 0.12),
        "wires": whole(rng, 20, 48),
        "hoops": whole(rng, 2, 7),
        "slant": uniform(rng, 0.15, 0.6) if chance(rng, 0.3) else 0.0,
        "wire": uniform(rng, 0.0008, 0.0019),
        "rim": uniform(rng, 0.0022, 0.0042),
        "handles": pick(rng, ("none", "ears", "bail")),
        "perch": chance(rng, 0.7),
        # A bicycle: wheel radius, wheelbase, seat height and what differs from city bike to racer.
        "wheel": uniform(rng, 0.3, 0.35),
        "base": uniform(rng, 0.98, 1.1),
        "saddle": uniform(rng, 0.88, 1.02),
        "step_through": chance(rng, 0.35),
        "bars": pick(rng, ("flat", "swept", "drop")),
        "spokes": pick(rng, (20, 28, 36)),
        "tyre": uniform(rng, 0.011, 0.02),
        "mudguards": chance(rng, 0.5),
        "steer": uniform(rng, -0.25, 0.25),
        "pedal": uniform(rng, 0.0, 6.2832),
    }
    coated = finishes.one_of(rng, finishes.painted, finishes.metal, finishes.metal)
    materials = {"wire": coated}
    if bicycle:
        materials = {
            "frame": finishes.painted(rng),
            "chrome": finishes.metal(rng, pick(rng, ("chrome", "aluminium", "black"))),
            "tyre": finishes.rubber(rng, product_colours.tone(rng, pick(rng, ("black", "black", "natural")))),
            "saddle": finishes.leather(rng),
        }
    elif category == "bird cage" or (category != "dish rack" and parameters["handles"] == "bail"):
        materials["grip"] = finishes.one_of(rng, finishes.wood, finishes.plastic)
    return FamilyDraw(category, parameters, materials)
