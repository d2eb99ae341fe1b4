"""Totes, handbags, backpacks, duffels and pouches, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A tote, handbag, backpack, duffel or pouch."""
    category = pick(rng, ("tote", "handbag", "handbag", "backpack", "duffel", "pouch"))
    # Width low, high in metres; height over width; depth over width.
    sizes = {
        "tote": (0.3, 0.44, 0.85, 1.2, 0.1, 0.3),
        "handbag": (0.18, 0.36, 0.55, 0.95, 0.28, 0.5),
        "backpack": (0.26, 0.34, 1.25, 1.6, 0.42, 0.62),
        "duffel": (0.38, 0.6, 0.42, 0.58, 0.42, 0.58),
        "pouch": (0.16, 0.26, 0.5, 0.75, 0.16, 0.32),
    }
    low, high, least, most, thin, thick = sizes[category]
    width = uniform(rng, low, high)
    parameters = {
        "kind": category,
        "width": width,
        "height": round(width * uniform(rng, least, most), 5),
        "depth": round(width * uniform(rng, thin, thick), 5),
        "power": uniform(rng, 3.0, 8.0),
        "top": uniform(rng, 0.62, 1.08) if category in ("handbag", "tote") else uniform(rng, 0.8, 0.95),
        "belly": uniform(rng, 0.0, 0.14),
        "slump": uniform(rng, 0.0, 0.6),
        "folds": whole(rng, 0, 2**31 - 1),
        "fold_depth": uniform(rng, 0.003, 0.011),
        "fold_scale": uniform(rng, 0.06, 0.18),
        "flap": uniform(rng, 0.35, 0.75) if category in ("handbag", "backpack") and chance(rng, 0.6) else 0.0,
        "handles": "none" if category == "pouch" and chance(rng, 0.6) else pick(rng, ("pair", "pair", "single")),
        "handle_drop": uniform(rng, 0.28, 0.75),
        "strap": uniform(rng, 0.008, 0.02),
        "rings": chance(rng, 0.6),
        "pocket": chance(rng, 0.5),
        "zip": chance(rng, 0.6),
        "feet": chance(rng, 0.3) and category == "handbag",
    }
    body = finishes.one_of(rng, finishes.leather, finishes.leather, finishes.fabric, finishes.fabric)
    strap = body if chance(rng, 0.5) else finishes.leather(rng)
    materials = {
        "body": body,
        "strap": strap,
        "metal": finishes.metal(rng, pick(rng, ("gold", "chrome", "steel", "gunmetal"))),
    }
    if parameters["pocket"]:
        materials["pocket"] = body if chance(rng, 0.6) else finishes.leather(rng)
    if category == "tote":
        materials["lining"] = finishes.fabric(rng)
    return FamilyDraw(category, parameters, materials, ("lying",) if category in ("pouch", "duffel", "tote") else ())
