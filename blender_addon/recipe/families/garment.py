"""Shirts, sweaters and dresses as if worn, and folded stacks, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A shirt, sweater or dress as if worn by nobody, or a folded stack of towels or sweaters."""
    category = pick(rng, ("t-shirt", "sweater", "dress", "folded sweater", "towels", "towels"))
    stacked = category in ("folded sweater", "towels")
    count = 1 if category == "folded sweater" and chance(rng, 0.6) else whole(rng, 2, 5)
    parameters = {
        "kind": category,
        "width": uniform(rng, 0.26, 0.42) if stacked else uniform(rng, 0.4, 0.56),
        "depth": uniform(rng, 0.2, 0.32) if stacked else uniform(rng, 0.18, 0.26),
        "height": uniform(rng, 0.75, 1.05) if category == "dress" else uniform(rng, 0.52, 0.7),
        "count": count,
        "layers": whole(rng, 2, 3),
        "cloth": uniform(rng, 0.006, 0.013) if category == "towels" else uniform(rng, 0.005, 0.009),
        "neatness": uniform(rng, 0.0, 1.0),
        "waist": uniform(rng, 0.72, 0.86) if category == "dress" else uniform(rng, 0.88, 1.0),
        "hem": uniform(rng, 1.1, 1.7) if category == "dress" else uniform(rng, 0.95, 1.08),
        "neck": uniform(rng, 0.17, 0.24),
        "scoop": uniform(rng, 0.1, 0.5),
        "sleeve": uniform(rng, 0.42, 0.56) if category == "sweater" else uniform(rng, 0.12, 0.24),
        "sleeve_width": uniform(rng, 0.075, 0.1) if category == "sweater" else uniform(rng, 0.08, 0.105),
        "arm": uniform(rng, 0.95, 1.3) if category == "sweater" else uniform(rng, 0.5, 1.0),
        "folds": whole(rng, 0, 2**31 - 1),
        "fold_depth": uniform(rng, 0.006, 0.017),
        "fold_scale": uniform(rng, 0.1, 0.24),
        "print": category == "t-shirt" and chance(rng, 0.5),
        "buttons": whole(rng, 3, 6) if category in ("dress", "sweater") and chance(rng, 0.35) else 0,
    }
    materials = {"cloth": finishes.fabric(rng)}
    if stacked:
        for extra in range(1, count):
            materials[f"cloth_{extra}"] = materials["cloth"] if chance(rng, 0.35) else finishes.fabric(rng)
    else:
        materials["lining"] = materials["cloth"]
        materials["trim"] = materials["cloth"] if chance(rng, 0.6) else finishes.fabric(rng)
        if parameters["print"]:
            materials["print"] = finishes.label(rng, 1.0)
        if parameters["buttons"]:
            materials["button"] = finishes.one_of(rng, finishes.plastic, finishes.wood)
    return FamilyDraw(category, parameters, materials)
