"""Bottles and jars with caps, pumps and printed labels, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, pick, uniform, whole
from .family_draw import FamilyDraw

SHARES = ("height", "width", "shoulder", "slope", "neck")
"""Height in metres; width and height and length of the shoulder over that height; the neck's width over the
body's.
"""
KINDS: dict[str, tuple[tuple[float, float], ...]] = {
    "wine bottle": ((0.28, 0.34), (0.22, 0.29), (0.55, 0.68), (0.1, 0.24), (0.34, 0.42)),
    "water bottle": ((0.18, 0.3), (0.26, 0.36), (0.7, 0.86), (0.06, 0.14), (0.4, 0.6)),
    "shampoo": ((0.16, 0.26), (0.3, 0.46), (0.78, 0.9), (0.03, 0.08), (0.35, 0.55)),
    "pump bottle": ((0.12, 0.22), (0.34, 0.55), (0.78, 0.9), (0.04, 0.12), (0.28, 0.45)),
    "perfume": ((0.06, 0.13), (0.45, 0.95), (0.82, 0.92), (0.01, 0.05), (0.25, 0.4)),
    "sauce bottle": ((0.16, 0.26), (0.24, 0.34), (0.55, 0.72), (0.14, 0.24), (0.34, 0.46)),
    "cream jar": ((0.035, 0.08), (0.9, 1.7), (0.88, 0.95), (0.02, 0.05), (0.86, 0.95)),
}
_CAPS = {
    "wine bottle": ("foil", "cork"),
    "water bottle": ("screw", "screw", "sport"),
    "shampoo": ("flip", "screw"),
    "pump bottle": ("pump",),
    "perfume": ("block", "ball"),
    "sauce bottle": ("screw", "nozzle"),
    "cream jar": ("screw",),
}


def draw(rng: np.random.Generator) -> FamilyDraw:
    """A bottle or jar: round, oval or square, with cap, pump or nozzle and a label around it."""
    category = pick(rng, tuple(KINDS))
    ranges = dict(zip(SHARES, KINDS[category], strict=True))
    height = uniform(rng, *ranges["height"])
    radius = 0.5 * height * uniform(rng, *ranges["width"])
    shoulder = uniform(rng, *ranges["shoulder"])
    squared = category in ("perfume", "shampoo", "pump bottle") and chance(rng, 0.5)
    low = uniform(rng, 0.06, 0.22)
    band = (low, min(low + uniform(rng, 0.25, 0.5), 0.9))
    parameters: dict[str, Any] = {
        "height": height,
        "radius": round(radius, 5),
        "depth": uniform(rng, 0.4, 0.8) if category in ("shampoo", "perfume") and chance(rng, 0.7) else 1.0,
        "power": uniform(rng, 3.5, 9.0) if squared else 2.0,
        "shoulder": shoulder,
        "slope": uniform(rng, *ranges["slope"]),
        "neck": uniform(rng, *ranges["neck"]),
        "waist": uniform(rng, 0.04, 0.16) if category in ("water bottle", "shampoo") and chance(rng, 0.4) else 0.0,
        "taper": uniform(rng, 0.86, 1.0) if category != "wine bottle" else 1.0,
        "bottom_round": uniform(rng, 0.04, 0.22),
        "ribs": whole(rng, 3, 8) if category == "water bottle" and chance(rng, 0.4) else 0,
        "cap": pick(rng, _CAPS[category]),
        "cap_height": uniform(rng, 0.07, 0.14) if category != "cream jar" else uniform(rng, 0.3, 0.5),
        "label": list(band) if chance(rng, 0.8) else [],
    }
    body = _body(rng, category)
    materials = {"body": body, "cap": _cap(rng)}
    filled = body.kind == "glass" and chance(rng, 0.75)
    parameters["level"] = uniform(rng, 0.4, 0.99) if filled else 0.0
    if filled:
        materials["liquid"] = _content(rng, category, body)
    if parameters["label"]:
        materials["label"] = finishes.label(rng, 2 * np.pi * radius / (height * shoulder * (band[1] - band[0])))
    # A visible level would be wrong in a lying bottle.
    return FamilyDraw(category, parameters, materials, () if filled else ("lying",))


_CONTENTS = {
    "wine bottle": ("3a0a14", "5c1020", "f3e7b2", "f6ead0", "f0b7a6"),
    "water bottle": ("ffffff", "ffffff", "e8f6ff", "f4c04a"),
    "perfume": ("f7e6c8", "f6d7dc", "e6efd6", "d9e6f6", "fff4d8", "c9a4d8"),
    "sauce bottle": ("b3201a", "d8a31c", "5a2c12", "c9c04a", "e9dfc0"),
}


def _content(rng: np.random.Generator, category: str, body: MaterialPlan) -> MaterialPlan:
    """The content of a glass bottle: wine, water, scent; sauces are opaque."""
    colour = product_colours.near(rng, product_colours.linear(pick(rng, _CONTENTS.get(category, ("f4efe4", "e9d6c0")))))
    if category in ("sauce bottle", "cream jar"):
        return MaterialPlan("plastic", {"colour": colour, "roughness": 0.08, "grain": 0.0})
    tint = [round(min(a * b, 1.0), 5) for a, b in zip(colour, body.parameters["tint"], strict=True)]
    return finishes.clear(tint, uniform(rng, 1.33, 1.37), body.parameters["roughness"])


def _body(rng: np.random.Generator, category: str) -> MaterialPlan:
    """Glass for goods that come in glass, else plastic."""
    share = {
        "wine bottle": 1.0,
        "perfume": 0.9,
        "water bottle": 0.4,
        "sauce bottle": 0.5,
        "cream jar": 0.3,
    }.get(category, 0.2)
    if category == "water bottle" and chance(rng, 0.4):
        return finishes.painted(rng)
    return finishes.glass(rng) if chance(rng, share) else finishes.plastic(rng)


def _cap(rng: np.random.Generator) -> MaterialPlan:
    """A cap of plastic, metal or wood."""
    return finishes.one_of(rng, finishes.plastic, finishes.plastic, finishes.metal, finishes.wood)
