"""Lamps, in numbers: shaded, jointed, globe and wire ones, for a table or for the floor. They are switched
off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A table lamp, floor lamp, desk lamp with two arms, globe lamp or wire lamp."""
    category = pick(rng, ("table lamp", "floor lamp", "desk lamp", "globe lamp", "wire lamp"))
    tall = {
        "table lamp": (0.3, 0.7),
        "floor lamp": (1.2, 1.75),
        "desk lamp": (0.35, 0.6),
        "globe lamp": (0.22, 0.5),
        "wire lamp": (0.25, 0.55),
    }
    height = uniform(rng, *tall[category])
    shade_width = height * (uniform(rng, 0.2, 0.34) if category == "floor lamp" else uniform(rng, 0.45, 0.8))
    parameters = {
        "kind": category,
        "height": height,
        "foot": pick(
            rng,
            ("disc", "disc", "tripod", "block") if category != "table lamp" else ("disc", "turned", "turned", "block"),
        ),
        "foot_radius": round(
            height * (uniform(rng, 0.08, 0.12) if category == "floor lamp" else uniform(rng, 0.16, 0.26)), 5
        ),
        "stem": uniform(rng, 0.004, 0.014),
        "bow": uniform(rng, 0.1, 0.3) if category == "floor lamp" and chance(rng, 0.3) else 0.0,
        "base_radii": [
            uniform(rng, low, high) for low, high in ((0.5, 1.0), (0.5, 1.0), (0.3, 1.0), (0.3, 0.9), (0.1, 0.25))
        ],
        "shade_width": round(shade_width, 5),
        "shade_top": uniform(rng, 0.3, 1.0),
        "shade_height": round(shade_width * uniform(rng, 0.45, 0.9), 5),
        "shade_pleats": whole(rng, 24, 44) if chance(rng, 0.25) else 0,
        "shade_kind": pick(rng, ("drum", "drum", "dome", "cone")),
        "globe": uniform(rng, 0.26, 0.42),
        "wires": whole(rng, 7, 16),
        "wire": uniform(rng, 0.0014, 0.003),
        "hoops": whole(rng, 2, 4),
        "arm_angles": [uniform(rng, 0.12, 0.5), uniform(rng, 0.7, 1.25), uniform(rng, 0.3, 1.0)],
        "cord": chance(rng, 0.5),
    }
    return FamilyDraw(category, parameters, _materials(rng, category, parameters))


def _materials(rng: np.random.Generator, category: str, parameters: Mapping[str, Any]) -> dict[str, MaterialPlan]:
    body = finishes.one_of(rng, finishes.metal, finishes.painted, finishes.painted)
    foot = finishes.one_of(rng, finishes.ceramic, finishes.ceramic, finishes.wood, finishes.painted, finishes.metal)
    colour = product_colours.tone(rng, pick(rng, ("white", "white", "natural", "black", "bright")))
    materials = {
        "foot": foot if parameters["foot"] in ("turned", "block") or chance(rng, 0.3) else body,
        "stem": body,
        "bulb": finishes.plastic(rng, product_colours.linear("f4f3ee")),
    }
    if category in ("table lamp", "floor lamp"):
        materials["shade"] = finishes.paper(rng, colour) if chance(rng, 0.5) else finishes.fabric(rng, colour)
    elif category == "desk lamp":
        materials["shade"] = finishes.painted(rng)
    if category == "globe lamp" and chance(rng, 0.35):
        materials["bulb"] = finishes.glass(rng)
    if parameters["cord"]:
        materials["cord"] = finishes.rubber(rng)
    return materials
