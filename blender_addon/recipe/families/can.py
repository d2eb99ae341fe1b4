"""Drink cans, tins, spray cans, paint pails and tea caddies, in numbers."""

from __future__ import annotations

import numpy as np

from .. import finishes
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A drink can, tin, spray can, paint pail or tea caddy."""
    category = pick(rng, ("drink can", "tin", "spray can", "paint pail", "tea caddy"))
    sizes = {  # height, radius over height
        "drink can": (0.115, 0.17, 0.19, 0.28),
        "tin": (0.05, 0.13, 0.3, 0.85),
        "spray can": (0.14, 0.24, 0.11, 0.17),
        "paint pail": (0.12, 0.3, 0.38, 0.5),
        "tea caddy": (0.09, 0.2, 0.25, 0.45),
    }
    low, high, slim, wide = sizes[category]
    height = uniform(rng, low, high)
    radius = height * uniform(rng, slim, wide)
    band = (0.04, 0.93) if category in ("drink can", "tin") else (uniform(rng, 0.05, 0.2), uniform(rng, 0.7, 0.9))
    parameters = {
        "kind": category,
        "height": height,
        "radius": round(radius, 5),
        "neck": uniform(rng, 0.82, 0.92) if category == "drink can" else 1.0,
        "beads": whole(rng, 2, 6) if category == "tin" and chance(rng, 0.6) else 0,
        "label": list(band) if chance(rng, 0.85) else [],
        "tab": uniform(rng, 0.0, 6.2832),
        "cap_height": uniform(rng, 0.12, 0.25),
        "handle_angle": uniform(rng, -1.4, 1.4),
    }
    body = finishes.metal(rng, pick(rng, ("steel", "aluminium", "gold"))) if chance(rng, 0.6) else finishes.painted(rng)
    materials = {
        "body": body,
        "top": finishes.metal(rng, "aluminium") if category != "spray can" else finishes.plastic(rng),
    }
    if parameters["label"]:
        materials["label"] = finishes.label(rng, 2 * np.pi * radius / (height * (band[1] - band[0])))
    return FamilyDraw(category, parameters, materials, ("lying",) if category != "paint pail" else ())
