"""Headphones and headsets, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """Over-ear or on-ear headphones, or a headset with a microphone; wireless or with a cable on the floor."""
    category = pick(rng, ("over-ear headphones", "over-ear headphones", "on-ear headphones", "headset"))
    large = category == "over-ear headphones"
    cup = uniform(rng, 0.036, 0.046) if large else uniform(rng, 0.026, 0.034)
    parameters = {
        "kind": category,
        "width": uniform(rng, 0.145, 0.18),
        "height": uniform(rng, 0.155, 0.195),
        "bow_power": uniform(rng, 1.9, 2.9),
        "bow": pick(rng, ("strap", "padded", "padded", "wire", "twin")),
        "bow_width": uniform(rng, 0.016, 0.036),
        "pad": uniform(rng, 0.25, 0.75),
        "cup": cup,
        "cup_oval": uniform(rng, 1.0, 1.32) if large else uniform(rng, 1.0, 1.1),
        "cup_power": uniform(rng, 2.0, 3.2),
        "cup_depth": uniform(rng, 0.016, 0.03),
        "cup_round": uniform(rng, 0.2, 0.9),
        "cushion": uniform(rng, 0.014, 0.026) if large else uniform(rng, 0.008, 0.015),
        "cup_tilt": uniform(rng, -0.05, 0.16),
        "yoke": chance(rng, 0.6),
        "ring": chance(rng, 0.6),
        "holes": whole(rng, 2, 4) if chance(rng, 0.3) else 0,
        "cable": [uniform(rng, -0.06, 0.14) for _ in range(5)] if category == "headset" or chance(rng, 0.45) else [],
        "microphone": category == "headset",
    }
    shell = finishes.one_of(rng, finishes.plastic, finishes.plastic, finishes.painted, finishes.wood)
    soft = finishes.leather(rng, product_colours.tone(rng, pick(rng, ("black", "black", "natural", "grey", "white"))))
    materials = {
        "shell": shell,
        "cushion": soft,
        "bow": soft if parameters["bow"] == "padded" else finishes.one_of(rng, finishes.metal, finishes.plastic),
        "metal": finishes.metal(rng),
    }
    if parameters["cable"]:
        materials["cable"] = finishes.rubber(rng)
    return FamilyDraw(category, parameters, materials, ("lying",) if not parameters["cable"] else ())
