"""Soft toys, in numbers: bears, rabbits, dogs, elephants, sheep and long-haired monsters."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..finishes_natural import fur
from ..model import MaterialPlan
from ..streams import chance, log_uniform, pick, uniform, whole
from .family_draw import FamilyDraw

KINDS = ("bear", "bear", "rabbit", "dog", "elephant", "sheep", "mouse", "monster")


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A soft toy of fur, short pile or smooth cloth, sitting, standing or lying on its belly; some are dressed."""
    kind = pick(rng, KINDS)
    height = log_uniform(rng, 0.13, 0.42)
    pile = "smooth" if kind == "elephant" and chance(rng, 0.5) else pick(rng, ("fur", "fur", "short", "smooth"))
    if kind in ("sheep", "monster"):
        pile = "fur"
    snout = 0.0 if kind == "monster" and chance(rng, 0.6) else uniform(rng, 0.28, 0.6)
    ear = _ear(rng, kind)
    parameters: dict[str, Any] = {
        "kind": kind,
        "height": height,
        "pose": pick(rng, ("sitting", "sitting", "standing", "crawling")),
        "head": uniform(rng, 0.2, 0.29),
        "belly": uniform(rng, 0.2, 0.31),
        "neck": uniform(rng, 0.7, 1.0),
        "snout": snout,
        "ear": ear,
        "ear_splay": uniform(rng, 0.15, 0.9),
        "ear_bend": uniform(rng, -0.4, 0.7),
        "limb": uniform(rng, 0.07, 0.12),
        "arm": uniform(rng, 0.26, 0.42),
        "leg": uniform(rng, 0.28, 0.45),
        "arms": [uniform(rng, -0.4, 0.9), uniform(rng, -0.4, 0.9)],
        "legs": [uniform(rng, 0.2, 0.8), uniform(rng, 0.2, 0.8)],
        "tail": uniform(rng, 0.0, 0.35),
        "tilt": [uniform(rng, -0.3, 0.3), uniform(rng, -0.35, 0.35)],
        "pile": pile,
        "pile_m": round(
            height * {"fur": uniform(rng, 0.045, 0.11), "short": uniform(rng, 0.012, 0.025)}.get(pile, 0), 6
        ),
        "lean": uniform(rng, 0.1, 0.75),
        "mess": uniform(rng, 0.1, 0.8),
        "eye": uniform(rng, 0.016, 0.034),
        "wear": pick(rng, ("none", "none", "bow", "scarf", "jersey")),
        "seed": whole(rng, 0, 2**31 - 1),
    }
    coat = _coat(rng, pile)
    materials: dict[str, MaterialPlan] = {
        "coat": coat,
        "pale": coat if chance(rng, 0.3) else _coat(rng, "smooth" if chance(rng, 0.5) else pile),
        "eye": finishes.plastic(rng, product_colours.tone(rng, "black")),
    }
    if parameters["wear"] != "none":
        materials["cloth"] = finishes.fabric(rng, product_colours.tone(rng, pick(rng, ("bright", "bright", "natural"))))
    return FamilyDraw(kind if kind != "bear" else "teddy bear", parameters, materials, ("lying",))


def _ear(rng: np.random.Generator, kind: str) -> float:
    """Length of an ear in head radii."""
    return {
        "rabbit": uniform(rng, 0.7, 1.5),
        "elephant": uniform(rng, 0.7, 1.1),
        "mouse": uniform(rng, 0.5, 0.8),
        "dog": uniform(rng, 0.5, 0.9),
    }.get(kind, uniform(rng, 0.3, 0.5))


def _coat(rng: np.random.Generator, pile: str) -> MaterialPlan:
    return finishes.fabric(rng) if pile == "smooth" and chance(rng, 0.6) else fur(rng)
