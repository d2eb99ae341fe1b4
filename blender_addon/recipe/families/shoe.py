"""Shoes, in numbers: sneakers, high tops, boots, loafers and heels, one or the pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

# Collar height at the back and the front, heel, sole at the toe: (low, high) in metres each.
KINDS: dict[str, tuple[tuple[float, float], ...]] = {
    "sneaker": ((0.055, 0.075), (0.06, 0.08), (0.022, 0.042), (0.018, 0.028)),
    "high top": ((0.09, 0.13), (0.1, 0.135), (0.022, 0.036), (0.018, 0.028)),
    "boot": ((0.13, 0.24), (0.13, 0.24), (0.022, 0.05), (0.007, 0.02)),
    "loafer": ((0.045, 0.06), (0.042, 0.055), (0.016, 0.026), (0.005, 0.009)),
    "heel": ((0.05, 0.065), (0.012, 0.02), (0.045, 0.1), (0.004, 0.006)),
}


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A shoe, or two."""
    category = pick(rng, tuple(KINDS))
    back, front, heel, sole = (uniform(rng, *span) for span in KINDS[category])
    if category == "boot":
        front = back * uniform(rng, 0.9, 1.08)
    laced = category in ("sneaker", "high top") or (category == "boot" and chance(rng, 0.6))
    length = uniform(rng, 0.235, 0.305)
    parameters = {
        "kind": category,
        "length": length,
        "width": round(length * uniform(rng, 0.34, 0.39), 5),
        "toe_power": uniform(rng, 2.4, 4.5) if category != "heel" else uniform(rng, 1.3, 2.4),
        "toe_width": uniform(rng, 0.62, 0.86) if category != "heel" else uniform(rng, 0.35, 0.6),
        "toe_height": uniform(rng, 0.036, 0.05) if category != "heel" else uniform(rng, 0.026, 0.034),
        "toe_spring": uniform(rng, 0.004, 0.016),
        "back": back,
        "front": round(front, 5),
        "heel": max(heel, sole),
        "sole": sole,
        "flare": uniform(rng, 0.0, 0.006),
        "opening": {
            "boot": uniform(rng, 0.44, 0.5),
            "heel": uniform(rng, 0.68, 0.76),
            "loafer": uniform(rng, 0.5, 0.58),
        }.get(category, uniform(rng, 0.42, 0.5)),
        "laces": whole(rng, 4, 7) if laced else 0,
        "toe_cap": chance(rng, 0.45) and category != "heel",
        "counter": chance(rng, 0.6) and category != "heel",
        "stripes": whole(rng, 1, 4) if category in ("sneaker", "high top") and chance(rng, 0.6) else 0,
        "pair": chance(rng, 0.4),
        "pair_gap": uniform(rng, 0.01, 0.06),
        "pair_turn": uniform(rng, -0.35, 0.35),
        "pair_shift": uniform(rng, -0.06, 0.06),
    }
    materials = _materials(rng, category, parameters)
    return FamilyDraw(category, parameters, materials, () if parameters["pair"] else ("lying",))


def _materials(rng: np.random.Generator, category: str, parameters: Mapping[str, Any]) -> dict[str, MaterialPlan]:
    makes = {
        "sneaker": (finishes.fabric, finishes.leather),
        "high top": (finishes.fabric, finishes.leather),
    }.get(category, (finishes.leather,))
    accent = pick(rng, (finishes.leather, finishes.rubber, finishes.plastic))
    materials = {
        "upper": pick(rng, makes)(rng, product_colours.product_colour(rng)),
        "sole": finishes.rubber(
            rng, product_colours.tone(rng, pick(rng, ("white", "white", "black", "natural", "bright")))
        ),
        "lining": finishes.fabric(rng),
    }
    if parameters["laces"]:
        materials["laces"] = finishes.fabric(rng, product_colours.tone(rng, pick(rng, ("white", "black", "bright"))))
    if parameters["toe_cap"] or parameters["counter"] or parameters["stripes"]:
        materials["accent"] = accent(rng, product_colours.product_colour(rng))
    return materials
