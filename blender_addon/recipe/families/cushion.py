"""Cushions and bolsters, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A square, oblong or round cushion or a bolster, standing on its edge or lying flat."""
    category = pick(rng, ("cushion", "cushion", "oblong cushion", "round cushion", "bolster"))
    width = uniform(rng, 0.34, 0.62)
    parameters = {
        "kind": category,
        "width": width,
        "height": round(width * (uniform(rng, 0.5, 0.75) if category == "oblong cushion" else 1.0), 5),
        "thick": round(width * (uniform(rng, 0.26, 0.4) if category == "bolster" else uniform(rng, 0.22, 0.42)), 5),
        "power": 2.0 if category == "round cushion" else uniform(rng, 6.0, 14.0),
        "ears": uniform(rng, 0.0, 0.09),
        "folds": whole(rng, 0, 2**31 - 1),
        "fold_depth": uniform(rng, 0.002, 0.011),
        "fold_scale": uniform(rng, 0.08, 0.2),
        "pleats": whole(rng, 10, 28) if category == "round cushion" and chance(rng, 0.6) else 0,
        "dent": uniform(rng, 0.0, 0.5) if chance(rng, 0.3) else 0.0,
        "piping": chance(rng, 0.5),
        "button": chance(rng, 0.25) and category != "bolster",
        "tassels": chance(rng, 0.2) and category in ("cushion", "oblong cushion"),
        "tilt": uniform(rng, 0.0, 1.57) if chance(rng, 0.3) else uniform(rng, 1.15, 1.4),
    }
    if chance(rng, 0.35):
        parameters["tilt"] = 0.0
    cover = finishes.one_of(rng, finishes.fabric, finishes.fabric, finishes.fabric, finishes.leather)
    materials = {"cover": cover}
    if parameters["piping"] or parameters["tassels"] or parameters["button"] or category == "bolster":
        materials["trim"] = cover if chance(rng, 0.35) else finishes.fabric(rng)
    return FamilyDraw(category, parameters, materials)
