"""What is sewn: bags, cushions, folded and worn-shape garments, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .draw import FamilyDraw


def draw_bag(rng: np.random.Generator) -> FamilyDraw:
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


def draw_cushion(rng: np.random.Generator) -> FamilyDraw:
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


def draw_garment(rng: np.random.Generator) -> FamilyDraw:
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
