"""Tubes, spray bottles, soap dispensers and dropper bottles, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform
from .family_draw import FamilyDraw

_LIQUIDS = ("9fd8ef", "f2b6cf", "cfe8a0", "f5d98a", "e8f4f8", "c9b6ea", "f4efe4", "e5884a", "6cc5a3")
# Height low, high in metres; width over height low, high.
SIZES: dict[str, tuple[float, float, float, float]] = {
    "tube": (0.1, 0.19, 0.24, 0.36),
    "spray bottle": (0.19, 0.3, 0.26, 0.36),
    "soap dispenser": (0.14, 0.22, 0.3, 0.5),
    "dropper bottle": (0.07, 0.13, 0.28, 0.4),
}


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A squeeze tube, a spray bottle with a trigger, a see-through soap dispenser, or a dropper bottle."""
    category = pick(rng, tuple(SIZES))
    low, high, slim, wide = SIZES[category]
    height = uniform(rng, low, high)
    clear = category in ("soap dispenser", "dropper bottle") or (category == "spray bottle" and chance(rng, 0.6))
    band = (uniform(rng, 0.12, 0.26), uniform(rng, 0.6, 0.86))
    width = round(height * uniform(rng, slim, wide), 5)
    body = uniform(rng, 0.58, 0.7) if category != "soap dispenser" else uniform(rng, 0.6, 0.74)
    parameters = {
        "kind": category,
        "height": height,
        "width": width,
        "depth": uniform(rng, 0.62, 1.0) if category in ("spray bottle", "soap dispenser") else 1.0,
        "power": uniform(rng, 2.0, 5.0) if category != "dropper bottle" else 2.0,
        "body": body,
        "shoulder": uniform(rng, 0.3, 0.9),
        "neck": uniform(rng, 0.26, 0.36) if category != "dropper bottle" else uniform(rng, 0.42, 0.52),
        "grip": uniform(rng, 0.0, 0.22) if category == "spray bottle" else 0.0,
        "cap": uniform(rng, 0.14, 0.24),
        "cap_width": uniform(rng, 0.62, 0.98),
        "crimp": uniform(rng, 0.04, 0.09),
        "upside_down": category == "tube",
        "level": uniform(rng, 0.35, 0.95) if clear else 0.0,
        "label": list(band) if category == "tube" or chance(rng, 0.75) else [],
        "front": uniform(rng, 0.45, 0.8),
    }
    printed = height * (0.9 if category == "tube" else body * (band[1] - band[0]))
    aspect = float(np.pi) * width / printed if category == "tube" or parameters["label"] else 0.0
    materials = _materials(rng, category, clear, aspect)
    return FamilyDraw(category, parameters, materials, ("lying",) if category == "tube" or not clear else ())


def _materials(rng: np.random.Generator, category: str, clear: bool, aspect: float) -> dict[str, MaterialPlan]:
    """By slot; `aspect` is the label's width over its height, 0 where there is none."""
    top = (
        finishes.one_of(rng, finishes.plastic, finishes.plastic, finishes.metal)
        if category != "spray bottle"
        else finishes.plastic(rng)
    )
    materials: dict[str, MaterialPlan] = {"top": top}
    if category == "tube":
        materials["label"] = finishes.label(rng, aspect)
    else:
        skin = finishes.clear_plastic(rng)
        if category == "dropper bottle":
            skin = finishes.clear(
                product_colours.linear(pick(rng, ("b8651c", "8a4512", "ffffff", "3f6fa5", "e9f3ee"))), 1.05
            )
        materials["body"] = skin if clear else finishes.plastic(rng)
        if clear:
            materials["liquid"] = _liquid(rng, skin)
            materials["pipe"] = finishes.clear_plastic(rng) if chance(rng, 0.6) else finishes.plastic(rng)
        if aspect:
            materials["label"] = finishes.label(rng, aspect)
    if category == "spray bottle":
        materials["trigger"] = finishes.plastic(rng)
    return materials


def _liquid(rng: np.random.Generator, skin: MaterialPlan) -> MaterialPlan:
    """Soap or oil as it looks through the wall."""
    colour = product_colours.linear(pick(rng, _LIQUIDS))
    if chance(rng, 0.25):
        return MaterialPlan("plastic", {"colour": colour, "roughness": 0.08, "grain": 0.0})
    wall = skin.parameters["tint"]
    tint = [round(a * b, 5) for a, b in zip(colour, wall, strict=True)]
    return finishes.clear(tint, uniform(rng, 1.33, 1.42), min(skin.parameters["roughness"], 0.12))
