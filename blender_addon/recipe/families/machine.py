"""Machines with a cable or a hose, in numbers: for coffee and kitchen, drills, vacuum cleaners, projectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

KINDS = (
    "espresso machine",
    "espresso machine",
    "coffee grinder",
    "mixer",
    "toaster",
    "drill",
    "vacuum cleaner",
    "projector",
)


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A machine of steel, lacquer or plastic, half of them with their cable on the floor behind or beside."""
    kind = pick(rng, KINDS)
    large = kind == "vacuum cleaner"
    width = uniform(rng, 0.24, 0.34) if large else uniform(rng, 0.13, 0.3)
    parameters: dict[str, Any] = {
        "kind": kind,
        "width": width,
        "depth": round(width * uniform(rng, 0.9, 1.5), 5),
        "height": round(width * uniform(rng, 0.9, 1.5), 5),
        "edge": uniform(rng, 0.02, 0.16),
        "power": uniform(rng, 3.0, 9.0),
        "overhang": uniform(rng, 0.3, 0.6),
        "base": uniform(rng, 0.1, 0.22),
        "column": uniform(rng, 0.25, 0.45),
        "arm": uniform(rng, -0.5, 0.5),
        "handle": uniform(rng, 0.06, 0.1),
        "wand": chance(rng, 0.7),
        "rail": chance(rng, 0.5),
        "tank": chance(rng, 0.6),
        "gauge": chance(rng, 0.4),
        "knobs": whole(rng, 0, 4),
        "buttons": whole(rng, 0, 5),
        "knob": uniform(rng, 0.05, 0.11),
        "slots": whole(rng, 1, 2),
        "feet": uniform(rng, 0.02, 0.06),
        "lens": uniform(rng, 0.15, 0.3),
        "cable": chance(rng, 0.5),
        "cable_mm": uniform(rng, 5.0, 8.5),
        "wander": [[uniform(rng, -1.0, 1.0), uniform(rng, 0.15, 1.0)] for _ in range(5)],
        "reach": uniform(rng, 0.4, 1.3),
        "plug": chance(rng, 0.5),
        "hose": uniform(rng, 0.6, 1.2),
    }
    shell = finishes.one_of(rng, finishes.metal, finishes.metal, finishes.painted, finishes.plastic)
    if kind in ("drill", "vacuum cleaner", "projector"):
        shell = finishes.one_of(rng, finishes.plastic, finishes.plastic, finishes.painted)
    dark = finishes.rubber(rng, product_colours.tone(rng, "black"))
    materials: dict[str, MaterialPlan] = {
        "body": shell,
        "panel": shell if chance(rng, 0.4) else finishes.plastic(rng),
        "steel": finishes.metal(rng, pick(rng, ("steel", "chrome", "aluminium", "black"))),
        "dark": dark,
        "cable": dark if chance(rng, 0.7) else finishes.rubber(rng),
        "clear": finishes.clear_plastic(rng),
    }
    return FamilyDraw(kind, parameters, materials, ("lying",) if kind == "drill" else ())
