"""Clocks, watches and toys, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .draw import FamilyDraw


def draw_clock(rng: np.random.Generator) -> FamilyDraw:
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
    case = finishes.one_of(rng, finishes.metal, finishes.metal, finishes.painted, finishes.plastic)
    if category == "mantel clock":
        case = finishes.one_of(rng, finishes.wood, finishes.wood, finishes.painted, finishes.ceramic)
    pale = chance(rng, 0.65)
    ground = product_colours.tone(
        rng, pick(rng, ("white", "white", "natural") if pale else ("black", "bright", "grey"))
    )
    ink = product_colours.tone(rng, "black" if sum(ground) > 0.9 else "white")
    dial = {
        "seed": whole(rng, 0, 2**31 - 1),
        "layout": "dial",
        "aspect": 1.0,
        "ground": ground,
        "ink": ink,
        "accent": product_colours.tone(rng, "bright"),
        "second": product_colours.tone(rng, "grey"),
        "roughness": uniform(rng, 0.2, 0.6),
    }
    materials = {
        "case": case,
        "trim": finishes.metal(rng, pick(rng, ("chrome", "gold", "steel", "black", "copper"))),
        "dial": MaterialPlan("label", dial),
        "hands": finishes.painted(rng, ink),
        "glass": finishes.clear([1.0, 1.0, 1.0], 1.04),
    }
    if watch:
        strap = finishes.metal(rng, pick(rng, ("steel", "gold", "gunmetal"))) if parameters["links"] else None
        materials["strap"] = strap or finishes.one_of(
            rng, finishes.leather, finishes.leather, finishes.rubber, finishes.fabric
        )
    return FamilyDraw(category, parameters, materials)


def draw_toy(rng: np.random.Generator) -> FamilyDraw:
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
