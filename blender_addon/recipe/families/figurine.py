"""Stones, and what is made of stone, clay, bronze or wood: animals, busts, rings and pierced forms, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes
from ..finishes_natural import stone
from ..model import MaterialPlan
from ..streams import chance, log_uniform, pick, uniform, whole
from .family_draw import FamilyDraw

KINDS = ("stone", "stone", "pebble", "animal", "animal", "bust", "pierced form", "rings", "kettlebell")


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A stone, a pebble, an animal, a bust, a form with holes, linked rings or a kettlebell."""
    kind = pick(rng, KINDS)
    height = log_uniform(rng, 0.05, 0.4)
    parts = whole(rng, 3, 6)
    parameters: dict[str, Any] = {
        "kind": kind,
        "height": height,
        "size": [uniform(rng, 0.55, 1.2), uniform(rng, 0.4, 0.9), uniform(rng, 0.5, 1.0)],
        "lumps": [[uniform(rng, -0.5, 0.5) for _ in range(3)] for _ in range(parts)],
        "radii": [uniform(rng, 0.3, 0.6) for _ in range(parts)],
        "cuts": [[uniform(rng, -1.0, 1.0) for _ in range(3)] + [uniform(rng, 0.45, 0.8)] for _ in range(9)],
        "rough": uniform(rng, 0.0, 0.06) if kind == "stone" else uniform(rng, 0.0, 0.02),
        "rough_m": round(height * uniform(rng, 0.3, 0.8), 6),
        "blend": uniform(rng, 0.02, 0.14),
        "hole": uniform(rng, 0.16, 0.3),
        "holes": whole(rng, 1, 3),
        "head": uniform(rng, 0.16, 0.26),
        "trunk": chance(rng, 0.4),
        "ears": uniform(rng, 0.1, 0.35),
        "legs": uniform(rng, 0.12, 0.35),
        "bands": whole(rng, 0, 6),
        "band": uniform(rng, 0.004, 0.014),
        "base": chance(rng, 0.4),
        "seed": whole(rng, 0, 2**31 - 1),
    }
    if kind in ("stone", "pebble"):
        body: MaterialPlan = stone(rng)
    elif kind == "kettlebell":
        body = finishes.one_of(rng, finishes.painted, finishes.rubber, finishes.metal)
    else:
        body = finishes.one_of(rng, stone, stone, finishes.ceramic, finishes.ceramic, finishes.metal, finishes.wood)
    materials = {"body": body}
    if parameters["base"] and kind in ("animal", "bust", "pierced form"):
        materials["base"] = finishes.one_of(rng, finishes.wood, stone)
    poses = ("lying",) if kind in ("stone", "pebble", "animal", "pierced form") else ()
    return FamilyDraw(kind if kind != "animal" else "animal figure", parameters, materials, poses)
