"""Tables, desks and consoles, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A dining, coffee or side table, desk or console."""
    category = pick(rng, ("dining table", "coffee table", "side table", "desk", "console"))
    sizes = {  # length, depth over length, height: low and high each
        "dining table": (1.1, 1.6, 0.5, 1.0, 0.71, 0.77),
        "coffee table": (0.6, 1.2, 0.45, 1.0, 0.32, 0.46),
        "side table": (0.32, 0.55, 0.7, 1.0, 0.42, 0.62),
        "desk": (0.9, 1.5, 0.42, 0.6, 0.7, 0.76),
        "console": (0.8, 1.4, 0.22, 0.35, 0.72, 0.86),
    }
    low, high, slim, wide, least, most = sizes[category]
    length = uniform(rng, low, high)
    depth = length * uniform(rng, slim, wide)
    legs = (
        ("pedestal", "tapered", "hairpin", "tripod")
        if category == "side table"
        else ("tapered", "tapered", "square", "hairpin", "trestle", "sled")
    )
    parameters = {
        "length": length,
        "depth": round(depth, 5),
        "height": uniform(rng, least, most),
        "power": 2.0
        if depth > 0.85 * length and chance(rng, 0.6)
        else uniform(rng, 2.2, 3.5)
        if chance(rng, 0.2)
        else uniform(rng, 8.0, 30.0),
        "thickness": uniform(rng, 0.016, 0.045),
        "edge": uniform(rng, 0.1, 0.45),
        "legs": pick(rng, legs),
        "leg": uniform(rng, 0.018, 0.04),
        "leg_taper": uniform(rng, 0.45, 1.0),
        "splay": uniform(rng, 0.0, 0.2),
        "inset": uniform(rng, 0.03, 0.12),
        "apron": uniform(rng, 0.05, 0.11) if chance(rng, 0.5) else 0.0,
        "drawers": whole(rng, 1, 3) if category in ("desk", "console", "side table") and chance(rng, 0.6) else 0,
        "shelf": uniform(rng, 0.2, 0.45)
        if category in ("coffee table", "side table", "console") and chance(rng, 0.35)
        else 0.0,
    }
    return FamilyDraw(category, parameters, _materials(rng, parameters))


def _materials(rng: np.random.Generator, parameters: Mapping[str, Any]) -> dict[str, MaterialPlan]:
    frame = finishes.furniture_frame(rng)
    marble = finishes.ceramic(rng, product_colours.tone(rng, pick(rng, ("white", "black", "grey"))))
    top = (
        frame
        if frame.kind == "wood" and chance(rng, 0.7)
        else pick(rng, (finishes.wood(rng), finishes.painted(rng), marble))
    )
    materials = {"top": top, "frame": frame}
    if parameters["drawers"]:
        materials["knob"] = finishes.one_of(rng, finishes.metal, finishes.wood)
    return materials
