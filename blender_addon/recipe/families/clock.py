"""Alarm, mantel and desk clocks and wristwatches, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """An alarm clock with bells, a mantel or desk clock, or a wristwatch on its closed strap."""
    category = pick(rng, ("alarm clock", "mantel clock", "desk clock", "wristwatch", "wristwatch"))
    watch = category == "wristwatch"
    radius = uniform(rng, 0.016, 0.023) if watch else uniform(rng, 0.04, 0.085)
    parameters = {
        "kind": category,
        "radius": radius,
        "power": 2.0 if category in ("alarm clock", "wristwatch") and chance(rng, 0.8) else uniform(rng, 2.0, 7.0),
        "deep": round(radius * (uniform(rng, 0.35, 0.6) if watch else uniform(rng, 0.5, 1.0)), 5),
        "bezel": uniform(rng, 0.05, 0.16),
        "bells": category == "alarm clock",
        "bell": uniform(rng, 0.34, 0.5),
        "legs": uniform(rng, 0.2, 0.4),
        "splay": uniform(rng, 0.3, 0.75),
        "plinth": [uniform(rng, 1.05, 1.6), uniform(rng, 1.1, 1.7), uniform(rng, 0.16, 0.3)],
        "arch": category == "mantel clock" and chance(rng, 0.6),
        "time": [uniform(rng, 0.0, 12.0), uniform(rng, 0.0, 60.0)],
        "strap": uniform(rng, 0.82, 1.05),
        "strap_taper": uniform(rng, 0.62, 0.95),
        "strap_long": uniform(rng, 1.0, 1.18),
        "links": watch and chance(rng, 0.4),
        "crown": uniform(rng, 0.12, 0.2),
        "pushers": watch and chance(rng, 0.35),
    }
    return FamilyDraw(category, parameters, _materials(rng, category, parameters))


def _materials(rng: np.random.Generator, category: str, parameters: Mapping[str, Any]) -> dict[str, MaterialPlan]:
    case = finishes.one_of(rng, finishes.metal, finishes.metal, finishes.painted, finishes.plastic)
    if category == "mantel clock":
        case = finishes.one_of(rng, finishes.wood, finishes.wood, finishes.painted, finishes.ceramic)
    dial = _dial(rng)
    materials = {
        "case": case,
        "trim": finishes.metal(rng, pick(rng, ("chrome", "gold", "steel", "black", "copper"))),
        "dial": dial,
        "hands": finishes.painted(rng, dial.parameters["ink"]),
        "glass": finishes.clear([1.0, 1.0, 1.0], 1.04),
    }
    if category == "wristwatch":
        strap = finishes.metal(rng, pick(rng, ("steel", "gold", "gunmetal"))) if parameters["links"] else None
        materials["strap"] = strap or finishes.one_of(
            rng, finishes.leather, finishes.leather, finishes.rubber, finishes.fabric
        )
    return materials


def _dial(rng: np.random.Generator) -> MaterialPlan:
    """A printed face: dark on pale, or pale on dark."""
    pale = chance(rng, 0.65)
    ground = product_colours.tone(
        rng, pick(rng, ("white", "white", "natural") if pale else ("black", "bright", "grey"))
    )
    ink = product_colours.tone(rng, "black" if sum(ground) > 0.9 else "white")
    return MaterialPlan(
        "label",
        {
            "seed": whole(rng, 0, 2**31 - 1),
            "layout": "dial",
            "aspect": 1.0,
            "ground": ground,
            "ink": ink,
            "accent": product_colours.tone(rng, "bright"),
            "second": product_colours.tone(rng, "grey"),
            "roughness": uniform(rng, 0.2, 0.6),
        },
    )
