"""Glasses and sunglasses, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """Glasses or sunglasses of wire, metal or acetate; rimless ones too; opened or folded."""
    category = pick(
        rng, ("wire glasses", "glasses", "glasses", "sunglasses", "sunglasses", "aviators", "rimless glasses")
    )
    wire = category in ("wire glasses", "aviators", "rimless glasses")
    parameters = {
        "kind": category,
        "lens_width": uniform(rng, 0.044, 0.06),
        "lens_height": uniform(rng, 0.6, 1.0) if category != "aviators" else uniform(rng, 0.82, 0.95),
        "lens_power": uniform(rng, 2.0, 4.5),
        "drop": uniform(rng, 0.1, 0.34) if category == "aviators" else uniform(rng, -0.08, 0.16),
        "brow": uniform(rng, -0.12, 0.2),
        "bridge": uniform(rng, 0.014, 0.023),
        "twin_bridge": category == "aviators" or (wire and chance(rng, 0.15)),
        "rim": 0.0
        if category == "rimless glasses"
        else uniform(rng, 0.0007, 0.0011)
        if wire
        else uniform(rng, 0.0017, 0.0036),
        "rim_depth": 1.0 if wire else uniform(rng, 1.0, 1.7),
        "wrap": uniform(rng, 0.04, 0.22),
        "temple": uniform(rng, 0.128, 0.148),
        "temple_bar": uniform(rng, 0.0007, 0.0011) if wire else uniform(rng, 0.0016, 0.0028),
        "temple_tall": 1.0 if wire else uniform(rng, 1.2, 2.6),
        "flare": uniform(rng, -0.06, 0.06),
        "hook": uniform(rng, 0.024, 0.04),
        "folded": chance(rng, 0.35),
    }
    dark = category in ("sunglasses", "aviators")
    frame = finishes.metal(rng) if wire else _acetate(rng)
    lens = (
        finishes.clear(product_colours.linear(pick(rng, ("3a3a3c", "4a3524", "2c4038", "5b4a66", "6b8ea8"))), 1.04)
        if dark
        else finishes.clear([1.0, 1.0, 1.0], 1.04)
    )
    materials = {"frame": frame, "lens": lens, "temple": frame if chance(rng, 0.75) else finishes.metal(rng)}
    if wire:
        materials["pad"] = finishes.clear_plastic(rng)
        materials["tip"] = finishes.plastic(rng, product_colours.tone(rng, pick(rng, ("black", "natural", "white"))))
    return FamilyDraw(category, parameters, materials)


def _acetate(rng: np.random.Generator) -> MaterialPlan:
    """Glossy frames: black and brown most, some of coloured transparent plastic."""
    if chance(rng, 0.25):
        return finishes.clear_plastic(rng)
    colour = product_colours.tone(rng, pick(rng, ("black", "black", "natural", "bright", "white")))
    return MaterialPlan("plastic", {"colour": colour, "roughness": uniform(rng, 0.05, 0.25), "grain": 0.0})
