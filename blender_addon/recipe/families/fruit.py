"""Fruit and vegetables, in numbers: bananas, apples, pears, citrus, pumpkins, gourds, peppers, aubergines."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes
from ..finishes_natural import peel
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

PEELS: dict[str, tuple[tuple[str, str], ...]] = {
    "banana": (("e8c62c", "6b4a1a"), ("d9c23a", "8a9a3a"), ("e3b92f", "3f2a14")),
    "apple": (("a8232a", "d8a63a"), ("7fa83a", "b7c46a"), ("c8402f", "8a1f22")),
    "pear": (("b9b24a", "8a7a3a"), ("9aa44a", "a86a3a")),
    "citrus": (("e8891f", "e59a3a"), ("e8cf3a", "d9c23a"), ("6f9a3a", "9ab84a")),
    "pumpkin": (("d9741f", "b85a1a"), ("2f4a2a", "e0902a"), ("e8dcc0", "c9b48a"), ("3f5a34", "d9c05a")),
    "gourd": (("c99a4a", "4a5a2a"), ("3a4a2a", "d8b04a"), ("d9a03a", "e8dcb0")),
    "pepper": (("b8242a", "c8402f"), ("2f7a34", "3f8a3a"), ("e8b82a", "e0902a")),
    "aubergine": (("2a1626", "3a1f34"), ("e8e0d4", "b88ab0")),
}


def draw(rng: np.random.Generator) -> FamilyDraw:
    """One fruit, or several of a kind side by side or in a bunch."""
    kind = pick(rng, ("banana", "banana", *PEELS))
    length = {
        "banana": uniform(rng, 0.15, 0.23),
        "apple": uniform(rng, 0.06, 0.095),
        "pear": uniform(rng, 0.09, 0.13),
        "citrus": uniform(rng, 0.05, 0.11),
        "pumpkin": uniform(rng, 0.12, 0.36),
        "gourd": uniform(rng, 0.12, 0.28),
        "pepper": uniform(rng, 0.08, 0.13),
        "aubergine": uniform(rng, 0.16, 0.25),
    }[kind]
    count = pick(rng, (1, 1, 2, 3, 5)) if kind == "banana" else pick(rng, (1, 1, 1, 2, 3))
    count = 1 if kind in ("pumpkin", "gourd") else count
    ribs = {"pumpkin": whole(rng, 8, 16), "pepper": whole(rng, 3, 4), "gourd": whole(rng, 0, 10)}.get(kind, 0)
    parameters: dict[str, Any] = {
        "kind": kind,
        "length": length,
        "girth": uniform(rng, 0.8, 1.2),
        "flat": uniform(rng, 0.6, 0.95) if kind == "pumpkin" else uniform(rng, 0.85, 1.1),
        "bend": uniform(rng, 0.6, 1.5),
        "neck": uniform(rng, 0.3, 0.7),
        "ribs": ribs,
        "rib": uniform(rng, 0.04, 0.14) if kind != "gourd" else uniform(rng, 0.0, 0.06),
        "dent": uniform(rng, 0.05, 0.2),
        "wobble": uniform(rng, 0.0, 0.05),
        "stem": uniform(rng, 0.06, 0.22),
        "stem_bend": uniform(rng, -0.8, 0.8),
        "count": count,
        "turns": [uniform(rng, 0.0, 6.283) for _ in range(count)],
        "sizes": [uniform(rng, 0.82, 1.1) for _ in range(count)],
        "roll": uniform(rng, 0.0, 0.5),
        "seed": whole(rng, 0, 2**31 - 1),
    }
    ground, second = pick(rng, PEELS[kind])
    stripes = ribs if kind in ("pumpkin", "gourd") and chance(rng, 0.6) else 0
    materials: dict[str, MaterialPlan] = {
        "skin": peel(rng, ground, second, stripes),
        "stem": finishes.wood(rng) if chance(rng, 0.5) else peel(rng, "5a5a2a", "7a6a3a"),
    }
    return FamilyDraw(kind, parameters, materials)
