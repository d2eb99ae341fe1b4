"""Chairs, armchairs and stools, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import finishes
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
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
    return FamilyDraw(category, parameters, _materials(rng, category, parameters))


def _materials(rng: np.random.Generator, category: str, parameters: Mapping[str, Any]) -> dict[str, MaterialPlan]:
    frame = finishes.furniture_frame(rng)
    soft = finishes.one_of(rng, finishes.fabric, finishes.fabric, finishes.leather)
    hard = finishes.one_of(rng, finishes.wood, finishes.plastic, finishes.painted)
    seat = (
        soft if category == "armchair" else hard if category == "shell chair" else frame if chance(rng, 0.6) else hard
    )
    materials = {"frame": frame, "seat": seat}
    if parameters["cushion"]:
        materials["cushion"] = soft
    return materials
