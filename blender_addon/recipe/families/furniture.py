"""Chairs, stools and tables, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .draw import FamilyDraw


def _frame(rng: np.random.Generator) -> MaterialPlan:
    """What legs and frames are made of."""
    return finishes.one_of(rng, finishes.wood, finishes.wood, finishes.metal, finishes.painted)


def draw_chair(rng: np.random.Generator) -> FamilyDraw:
    """A dining chair, shell chair, armchair, stool or bar stool."""
    category = pick(rng, ("chair", "chair", "shell chair", "armchair", "stool", "bar stool"))
    seat_height = (
        uniform(rng, 0.6, 0.78)
        if category == "bar stool"
        else uniform(rng, 0.36, 0.42)
        if category == "armchair"
        else uniform(rng, 0.42, 0.48)
    )
    width = (
        uniform(rng, 0.55, 0.75)
        if category == "armchair"
        else uniform(rng, 0.3, 0.38)
        if "stool" in category
        else uniform(rng, 0.4, 0.52)
    )
    legs = (
        pick(rng, ("straight", "splayed", "splayed", "sled", "pedestal"))
        if category != "chair"
        else pick(rng, ("straight", "splayed"))
    )
    parameters = {
        "kind": category,
        "seat_height": seat_height,
        "width": width,
        "depth": round(width * uniform(rng, 0.9, 1.08), 5),
        "seat_power": uniform(rng, 2.0, 7.0),
        "seat_thickness": uniform(rng, 0.018, 0.035) if category != "armchair" else uniform(rng, 0.12, 0.2),
        "cushion": category != "shell chair" and (category == "armchair" or chance(rng, 0.4)),
        "legs": legs,
        "leg": uniform(rng, 0.011, 0.024),
        "leg_taper": uniform(rng, 0.5, 1.0),
        "splay": uniform(rng, 0.08, 0.24) if legs == "splayed" else uniform(rng, 0.0, 0.04),
        "stretchers": chance(rng, 0.5) or category == "bar stool",
        "back": "none"
        if "stool" in category and chance(rng, 0.8)
        else pick(rng, ("spindles", "slats", "panel", "frame")),
        "back_height": uniform(rng, 0.3, 0.5),
        "back_tilt": uniform(rng, 0.06, 0.28),
        "bars": whole(rng, 2, 7),
        "arms": category == "armchair" or (category == "chair" and chance(rng, 0.25)),
        "shell_curl": uniform(rng, 0.25, 0.6),
    }
    frame = _frame(rng)
    soft = finishes.one_of(rng, finishes.fabric, finishes.fabric, finishes.leather)
    hard = finishes.one_of(rng, finishes.wood, finishes.plastic, finishes.painted)
    seat = (
        soft if category == "armchair" else hard if category == "shell chair" else frame if chance(rng, 0.6) else hard
    )
    materials = {"frame": frame, "seat": seat}
    if parameters["cushion"]:
        materials["cushion"] = soft
    return FamilyDraw(category, parameters, materials)


def draw_table(rng: np.random.Generator) -> FamilyDraw:
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
    frame = _frame(rng)
    marble = finishes.ceramic(rng, product_colours.tone(rng, pick(rng, ("white", "black", "grey"))))
    top = (
        frame
        if frame.kind == "wood" and chance(rng, 0.7)
        else pick(rng, (finishes.wood(rng), finishes.painted(rng), marble))
    )
    materials = {"top": top, "frame": frame}
    if parameters["drawers"]:
        materials["knob"] = finishes.one_of(rng, finishes.metal, finishes.wood)
    return FamilyDraw(category, parameters, materials)
