"""Toy cars, trains, robots, stacking rings, letter blocks and peg figures, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A toy car, a train engine, a robot, stacking rings, letter blocks or a peg figure."""
    category = pick(rng, ("car", "car", "train", "robot", "stacking rings", "blocks", "peg figure"))
    length = uniform(rng, 0.09, 0.26)
    count = whole(rng, 4, 7)
    parameters = {
        "kind": category,
        "length": length,
        "width": round(length * uniform(rng, 0.4, 0.54), 5),
        "height": round(length * uniform(rng, 0.34, 0.5), 5),
        "edge": uniform(rng, 0.06, 0.2),
        "cab": [uniform(rng, 0.14, 0.4), uniform(rng, 0.62, 0.96), uniform(rng, 0.45, 0.62)],
        "slope": uniform(rng, 0.02, 0.18),
        "nose": uniform(rng, 0.0, 0.22),
        "wheel": uniform(rng, 0.13, 0.21),
        "tyre": uniform(rng, 0.45, 0.8),
        "lamps": chance(rng, 0.7),
        "rack": chance(rng, 0.3),
        "count": count,
        "blocks": [[uniform(rng, -0.35, 0.35), uniform(rng, -0.6, 0.6)] for _ in range(6)],
        "turns": [uniform(rng, 0.0, 1.2) for _ in range(6)],
        "head": uniform(rng, 0.5, 0.75),
        "arms": [uniform(rng, -0.9, 0.5), uniform(rng, -0.9, 0.5)],
        "aerial": whole(rng, 0, 2),
    }
    wooden = chance(rng, 0.4)
    body = finishes.wood(rng) if wooden and chance(rng, 0.6) else _gloss(rng)
    materials: dict[str, MaterialPlan] = {"body": body, "accent": _gloss(rng), "dark": finishes.rubber(rng)}
    if category == "car":
        materials["window"] = (
            finishes.plastic(rng, product_colours.tone(rng, "black")) if not wooden else finishes.wood(rng)
        )
        materials["metal"] = finishes.metal(rng, "chrome")
    elif category == "robot":
        materials["metal"] = finishes.metal(rng)
        materials["face"] = finishes.label(rng, 1.0)
    elif category == "stacking rings":
        for ring in range(count):
            materials[f"ring_{ring}"] = _gloss(rng)
        del materials["accent"], materials["dark"]
    elif category == "blocks":
        for block in range(count - 1):
            materials[f"block_{block}"] = finishes.label(rng, 1.0, "carton") if chance(rng, 0.7) else _gloss(rng)
        materials = {name: plan for name, plan in materials.items() if name.startswith("block")}
    return FamilyDraw(
        category, parameters, materials, ("lying",) if category in ("car", "train", "robot", "peg figure") else ()
    )


def _gloss(rng: np.random.Generator) -> MaterialPlan:
    """Toy paint or plastic: bright more often than not."""
    colour = product_colours.tone(rng, pick(rng, ("bright", "bright", "bright", "white", "natural")))
    return finishes.plastic(rng, colour) if chance(rng, 0.6) else finishes.painted(rng, colour)
