"""Heads with hair, in numbers: dolls, mannequins, wigs on their stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..finishes_natural import fur
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

HAIR = ("2a1a12", "5a3a22", "8a5a2a", "c9a05a", "e8cf9a", "d9541f", "b02a1f", "1a1614", "8f8a86", "e0669a", "3f6fb0")
SKIN = ("e8bfa0", "d9a582", "b87f5a", "8a5a3c", "5a3a28", "f2d5c0", "f4f1ea", "c9c4bc")


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A doll's or mannequin's head with long, short, curly or tied hair; some with a hat or a scarf."""
    kind = pick(rng, ("doll", "doll", "mannequin head", "wig"))
    hair = pick(rng, ("long", "long", "bob", "curly", "tied"))
    size = uniform(rng, 0.2, 0.28) if kind != "doll" else uniform(rng, 0.06, 0.16)
    colour = product_colours.near(rng, product_colours.linear(pick(rng, HAIR)))
    parameters: dict[str, Any] = {
        "kind": kind,
        "hair": hair,
        "size": size,
        "slim": uniform(rng, 0.72, 0.86),
        "neck": uniform(rng, 0.2, 0.4),
        "shoulders": chance(rng, 0.6) and kind != "wig",
        "length": {"long": uniform(rng, 1.0, 2.0), "bob": uniform(rng, 0.5, 0.8), "tied": uniform(rng, 0.9, 1.4)}.get(
            hair, uniform(rng, 0.5, 1.1)
        ),
        "curl": uniform(rng, 0.04, 0.12) if hair == "curly" else uniform(rng, 0.0, 0.03),
        "turns": uniform(rng, 2.0, 6.0),
        "mess": uniform(rng, 0.05, 0.4),
        "parting": uniform(rng, -0.4, 0.4),
        "fringe": chance(rng, 0.4),
        "wear": pick(rng, ("none", "none", "none", "cap", "scarf")),
        "eyes": uniform(rng, 0.06, 0.1),
        "seed": whole(rng, 0, 2**31 - 1),
    }
    skin = finishes.plastic(rng, product_colours.near(rng, product_colours.linear(pick(rng, SKIN))))
    materials: dict[str, MaterialPlan] = {
        "skin": skin if kind != "mannequin head" or chance(rng, 0.5) else finishes.fabric(rng),
        "hair": fur(rng, colour),
        "eye": finishes.plastic(rng, product_colours.tone(rng, "black")),
        "cloth": finishes.fabric(rng),
    }
    return FamilyDraw(kind, parameters, materials)
