"""Packaged goods: bottles, cans and cartons with printed labels, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import finishes, product_colours
from ..model import MaterialPlan
from ..streams import chance, log_uniform, pick, uniform, whole
from .draw import FamilyDraw

BOTTLE_SHARES = ("height", "width", "shoulder", "slope", "neck")
"""Height in metres; width and height and length of the shoulder over that height; the neck's width over the
body's.
"""
BOTTLES: dict[str, tuple[tuple[float, float], ...]] = {
    "wine bottle": ((0.28, 0.34), (0.22, 0.29), (0.55, 0.68), (0.1, 0.24), (0.34, 0.42)),
    "water bottle": ((0.18, 0.3), (0.26, 0.36), (0.7, 0.86), (0.06, 0.14), (0.4, 0.6)),
    "shampoo": ((0.16, 0.26), (0.3, 0.46), (0.78, 0.9), (0.03, 0.08), (0.35, 0.55)),
    "pump bottle": ((0.12, 0.22), (0.34, 0.55), (0.78, 0.9), (0.04, 0.12), (0.28, 0.45)),
    "perfume": ((0.06, 0.13), (0.45, 0.95), (0.82, 0.92), (0.01, 0.05), (0.25, 0.4)),
    "sauce bottle": ((0.16, 0.26), (0.24, 0.34), (0.55, 0.72), (0.14, 0.24), (0.34, 0.46)),
    "cream jar": ((0.035, 0.08), (0.9, 1.7), (0.88, 0.95), (0.02, 0.05), (0.86, 0.95)),
}
CAPS = {
    "wine bottle": ("foil", "cork"),
    "water bottle": ("screw", "screw", "sport"),
    "shampoo": ("flip", "screw"),
    "pump bottle": ("pump",),
    "perfume": ("block", "ball"),
    "sauce bottle": ("screw", "nozzle"),
    "cream jar": ("screw",),
}


def draw_bottle(rng: np.random.Generator) -> FamilyDraw:
    """A bottle or jar: round, oval or square, with cap, pump or nozzle and a label around it."""
    category = pick(rng, tuple(BOTTLES))
    ranges = dict(zip(BOTTLE_SHARES, BOTTLES[category], strict=True))
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
        "cap": pick(rng, CAPS[category]),
        "cap_height": uniform(rng, 0.07, 0.14) if category != "cream jar" else uniform(rng, 0.3, 0.5),
        "label": list(band) if chance(rng, 0.8) else [],
    }
    body = _bottle_body(rng, category)
    materials = {"body": body, "cap": _cap(rng)}
    filled = body.kind == "glass" and chance(rng, 0.75)
    parameters["level"] = uniform(rng, 0.4, 0.99) if filled else 0.0
    if filled:
        materials["liquid"] = _content(rng, category, body)
    if parameters["label"]:
        materials["label"] = finishes.label(rng, 2 * np.pi * radius / (height * shoulder * (band[1] - band[0])))
    # A level that the eye can see would stand upright in a bottle that lies.
    return FamilyDraw(category, parameters, materials, () if filled else ("lying",))


CONTENTS = {
    "wine bottle": ("3a0a14", "5c1020", "f3e7b2", "f6ead0", "f0b7a6"),
    "water bottle": ("ffffff", "ffffff", "e8f6ff", "f4c04a"),
    "perfume": ("f7e6c8", "f6d7dc", "e6efd6", "d9e6f6", "fff4d8", "c9a4d8"),
    "sauce bottle": ("b3201a", "d8a31c", "5a2c12", "c9c04a", "e9dfc0"),
}


def _content(rng: np.random.Generator, category: str, body: MaterialPlan) -> MaterialPlan:
    """What is in a glass bottle as it looks through the wall: wine, water, scent; sauces let no light through."""
    colour = product_colours.near(rng, product_colours.linear(pick(rng, CONTENTS.get(category, ("f4efe4", "e9d6c0")))))
    if category in ("sauce bottle", "cream jar"):
        return MaterialPlan("plastic", {"colour": colour, "roughness": 0.08, "grain": 0.0})
    tint = [round(min(a * b, 1.0), 5) for a, b in zip(colour, body.parameters["tint"], strict=True)]
    return finishes.clear(tint, uniform(rng, 1.33, 1.37), body.parameters["roughness"])


def _bottle_body(rng: np.random.Generator, category: str) -> MaterialPlan:
    """Glass where such goods come in glass, else plastic."""
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


def draw_can(rng: np.random.Generator) -> FamilyDraw:
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


def draw_carton(rng: np.random.Generator) -> FamilyDraw:
    """A printed box, milk carton, open box, parcel, or a paper bag with handles."""
    category = pick(rng, ("box", "box", "milk carton", "open box", "paper bag", "book"))
    sizes = {
        "box": (0.06, 0.4),
        "milk carton": (0.16, 0.27),
        "open box": (0.15, 0.5),
        "paper bag": (0.2, 0.45),
        "book": (0.15, 0.32),
    }
    longest = log_uniform(rng, *sizes[category])
    if category == "milk carton":
        width, height = longest * uniform(rng, 0.3, 0.45), longest
        depth = width * uniform(rng, 0.7, 1.0)
    elif category == "paper bag":
        width, depth, height = longest * uniform(rng, 0.6, 0.9), longest * uniform(rng, 0.22, 0.4), longest
    elif category == "book":
        width, depth, height = longest * uniform(rng, 0.62, 0.8), longest * uniform(rng, 0.05, 0.18), longest
    else:
        sides = [longest, longest * uniform(rng, 0.4, 1.0), longest * uniform(rng, 0.18, 0.7)]
        first = whole(rng, 0, 2)
        width, depth, height = sides[first], sides[(first + 1) % 3], sides[(first + 2) % 3]
    parameters: dict[str, Any] = {
        "kind": category,
        "size": [round(width, 5), round(depth, 5), round(height, 5)],
        "edge": uniform(rng, 0.0006, 0.003),
        "gable": uniform(rng, 0.3, 0.55),
        "flaps": [uniform(rng, 0.2, 2.6) for _ in range(4)],
        "flat": category == "book" and chance(rng, 0.4),
        "spout": chance(rng, 0.6),
    }
    printed = finishes.label(rng, 1.0, "carton") if chance(rng, 0.85) else finishes.paper(rng)
    materials = {"body": printed}
    parameters["tape"] = uniform(rng, 0.03, 0.06) if category == "box" and printed.kind == "paper" else 0.0
    if parameters["tape"]:
        brown = product_colours.linear(pick(rng, ("b98a52", "a8743c", "e9e4da", "c9b489")))
        materials["tape"] = finishes.plastic(rng, product_colours.near(rng, brown))
    if category in ("open box", "paper bag"):
        materials["inside"] = finishes.paper(rng)
    if category == "milk carton" and parameters["spout"]:
        materials["cap"] = finishes.plastic(rng)
    if category == "book":
        materials["pages"] = finishes.paper(rng, product_colours.linear("f1ecdf"))
    return FamilyDraw(category, parameters, materials, ("lying", "leaning") if category == "book" else ("lying",))
