"""Flowers, in numbers: single blooms and bunches, thistles, and grasses in a pot."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..finishes_natural import fur, peel
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

PETALS = ("d7262d", "e8651f", "f2b51f", "f4e3d0", "e07aa8", "8a3fa8", "f7f2ea", "c2255c", "5f3dc4", "ffd23f")


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A daisy, rose, tulip or thistle, alone on its stem, in a bunch or in a pot; or a pot of grass."""
    kind = pick(rng, ("daisy", "daisy", "rose", "tulip", "thistle", "grass"))
    stand = "pot" if kind == "grass" else pick(rng, ("single", "single", "bunch", "pot"))
    size = uniform(rng, 0.05, 0.13)
    count = 1 if stand == "single" else whole(rng, 3, 9)
    parameters: dict[str, Any] = {
        "kind": kind,
        "stand": stand,
        "size": size,
        "count": count,
        "stem": round(size * uniform(rng, 0.8, 4.0), 5),
        "stem_mm": uniform(rng, 3.0, 7.0),
        "heads": [[uniform(rng, -1.0, 1.0), uniform(rng, -1.0, 1.0), uniform(rng, 0.75, 1.1)] for _ in range(count)],
        "tilts": [uniform(rng, 0.0, 1.2) for _ in range(count)],
        "petals": whole(rng, 9, 26) if kind == "daisy" else whole(rng, 4, 7),
        "rows": whole(rng, 1, 3) if kind == "daisy" else whole(rng, 3, 6),
        "slim": uniform(rng, 0.14, 0.34),
        "cup": uniform(rng, -0.2, 0.7),
        "curl": uniform(rng, -0.6, 0.8),
        "disc": uniform(rng, 0.18, 0.36),
        "leaves": whole(rng, 1, 5),
        "leaf": uniform(rng, 0.6, 1.6),
        "blades": whole(rng, 150, 500),
        "blade": uniform(rng, 0.12, 0.4),
        "droop": uniform(rng, 0.1, 1.4),
        "pot": [uniform(rng, 0.9, 1.6), uniform(rng, 0.8, 1.4), uniform(rng, 0.65, 0.95)],
        "seed": whole(rng, 0, 2**31 - 1),
    }
    first, second = pick(rng, PETALS), pick(rng, PETALS)
    green = finishes.leaf(rng)
    materials: dict[str, MaterialPlan] = {
        "petal": peel(rng, first, first if chance(rng, 0.6) else second),
        "disc": fur(
            rng, product_colours.near(rng, product_colours.linear(pick(rng, ("8a5a1f", "e0a82a", "3a2418", "6a2a6a"))))
        ),
        "green": green,
        "pot": finishes.one_of(rng, finishes.ceramic, finishes.ceramic, finishes.painted, finishes.plastic),
        "soil": finishes.soil(rng),
    }
    return FamilyDraw(kind if stand == "single" else f"{stand} of {kind}", parameters, materials)
