"""Furniture that stands around a product, in numbers; `scene.surroundings` builds each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import finishes
from .families import draw_family
from .model import MaterialPlan, PiecePlan
from .product_colours import linear, near, tone
from .streams import chance, log_uniform, pick, uniform, whole

Drawn = tuple[dict[str, Any], dict[str, MaterialPlan]]

_CARDBOARDS = ("b08d63", "a27c52", "c2a078", "9a744a")


def _carcass(rng: np.random.Generator) -> MaterialPlan:
    """The material of cupboards: painted about as often as wood, and mostly white then."""
    if chance(rng, 0.3):
        return finishes.painted(rng, tone(rng, "white"))
    return finishes.one_of(rng, finishes.wood, finishes.wood, finishes.painted)


def _draw_cupboard(rng: np.random.Generator) -> Drawn:
    """A sideboard, chest of drawers, cupboard or wardrobe."""
    form = pick(rng, ("sideboard", "chest", "cupboard", "wardrobe"))
    sizes = {  # width, depth, height
        "sideboard": ((1.1, 1.9), (0.36, 0.48), (0.55, 0.85)),
        "chest": ((0.6, 1.2), (0.4, 0.52), (0.7, 1.1)),
        "cupboard": ((0.6, 1.2), (0.34, 0.48), (1.1, 1.7)),
        "wardrobe": ((0.8, 1.8), (0.5, 0.62), (1.8, 2.15)),
    }[form]
    width, depth, height = (uniform(rng, *size) for size in sizes)
    parameters = {
        "width": width,
        "depth": depth,
        "height": height,
        "foot": uniform(rng, 0.04, 0.2) if form != "wardrobe" else uniform(rng, 0.0, 0.08),
        "plinth": chance(rng, 0.4),
        "columns": max(1, round(width / uniform(rng, 0.4, 0.65))),
        "rows": whole(rng, 2, 5) if form == "chest" else 1 if chance(rng, 0.6) else 2,
        "gap": uniform(rng, 0.002, 0.006),
        "handle": pick(rng, ("knob", "bar", "none", "bar")),
        "upright": form in ("cupboard", "wardrobe"),
        "panel": uniform(rng, 0.04, 0.08) if chance(rng, 0.3) else 0.0,
    }
    body = _carcass(rng)
    front = body if chance(rng, 0.6) else _carcass(rng)
    return parameters, {"body": body, "front": front, "handle": finishes.one_of(rng, finishes.metal, finishes.wood)}


def _draw_bookcase(rng: np.random.Generator) -> Drawn:
    """Shelves with books and things on them."""
    tall = chance(rng, 0.6)
    parameters = {
        "width": uniform(rng, 0.5, 1.5),
        "depth": uniform(rng, 0.24, 0.38),
        "height": uniform(rng, 1.4, 2.1) if tall else uniform(rng, 0.7, 1.2),
        "rows": whole(rng, 4, 6) if tall else whole(rng, 2, 3),
        "columns": whole(rng, 1, 3),
        "board": uniform(rng, 0.016, 0.032),
        "back": chance(rng, 0.75),
        "filled": uniform(rng, 0.3, 1.0),
        "seed": whole(rng, 0, 999_999),
    }
    colours = ("bright", "natural", "black", "white", "grey")
    materials = {"body": _carcass(rng)}
    for number in range(4):
        materials[f"books{number}"] = finishes.paper(rng, tone(rng, pick(rng, colours)))
    materials["things"] = finishes.one_of(rng, finishes.ceramic, finishes.plastic, finishes.metal)
    return parameters, materials


def _draw_sofa(rng: np.random.Generator) -> Drawn:
    """A sofa or an upholstered armchair."""
    seats = whole(rng, 1, 3)
    parameters = {
        "seats": seats,
        "width": round(seats * uniform(rng, 0.56, 0.72) + 0.3, 6),
        "depth": uniform(rng, 0.78, 0.98),
        "height": uniform(rng, 0.68, 0.92),
        "seat": uniform(rng, 0.38, 0.46),
        "arm": uniform(rng, 0.1, 0.24),
        "arm_height": uniform(rng, 0.5, 0.66),
        "leg": uniform(rng, 0.04, 0.16),
        "soft": uniform(rng, 0.03, 0.08),
        "pillows": whole(rng, 0, seats + 1),
        "seed": whole(rng, 0, 999_999),
    }
    cover = finishes.one_of(rng, finishes.fabric, finishes.fabric, finishes.leather)
    legs = finishes.one_of(rng, finishes.wood, finishes.metal)
    return parameters, {"cover": cover, "legs": legs, "pillow": finishes.fabric(rng)}


def _draw_rug(rng: np.random.Generator) -> Drawn:
    """A rug, oblong or round, plain or with a border."""
    round_rug = chance(rng, 0.2)
    width = uniform(rng, 0.9, 2.6)
    parameters = {
        "width": width,
        "depth": width if round_rug else round(width * uniform(rng, 0.5, 0.8), 6),
        "height": uniform(rng, 0.005, 0.018),
        "power": 2.0 if round_rug else uniform(rng, 14.0, 40.0),
        "border": uniform(rng, 0.03, 0.12) if chance(rng, 0.5) else 0.0,
        "fringe": uniform(rng, 0.03, 0.07) if not round_rug and chance(rng, 0.25) else 0.0,
    }
    return parameters, {"field": finishes.fabric(rng), "border": finishes.fabric(rng)}


def _draw_boxes(rng: np.random.Generator) -> Drawn:
    """One to three boxes, one on another: cardboard, wood or painted."""
    count = pick(rng, (1, 1, 2, 3))
    width = log_uniform(rng, 0.2, 0.6)
    parameters = {
        "width": width,
        "depth": round(width * uniform(rng, 0.55, 1.0), 6),
        "height": round(width * uniform(rng, 0.35, 0.9), 6),
        "count": count,
        "shrink": uniform(rng, 0.6, 0.95),
        "turns": [uniform(rng, -0.35, 0.35) for _ in range(3)],
        "edge": uniform(rng, 0.002, 0.008),
        "tape": chance(rng, 0.6),
    }
    if chance(rng, 0.65):
        body = finishes.paper(rng, near(rng, linear(pick(rng, _CARDBOARDS))))
    else:
        body = finishes.one_of(rng, finishes.wood, finishes.painted, finishes.plastic)
    tape = finishes.plastic(rng, near(rng, linear(pick(rng, ("c9a36a", "d9cbb0", "8a6a42")))))
    return parameters, {"body": body, "tape": tape}


def _draw_frame(rng: np.random.Generator) -> Drawn:
    """A picture or mirror that leans on the wall."""
    width = log_uniform(rng, 0.3, 1.1)
    parameters = {
        "width": width,
        "height": round(width * uniform(rng, 0.7, 1.6), 6),
        "border": uniform(rng, 0.012, 0.06),
        "deep": uniform(rng, 0.015, 0.04),
        "mount": uniform(rng, 0.0, 0.15),
        "lean_rad": uniform(rng, 0.08, 0.22),
    }
    picture = finishes.label(rng, round(width / parameters["height"], 4))
    return parameters, {
        "frame": finishes.one_of(rng, finishes.wood, finishes.metal, finishes.painted),
        "mount": finishes.paper(rng, tone(rng, "white")),
        "picture": finishes.metal(rng, "chrome") if chance(rng, 0.15) else picture,
    }


def _draw_cable(rng: np.random.Generator) -> Drawn:
    """A cable on the floor."""
    parameters = {
        "length": uniform(rng, 0.8, 2.5),
        "thick": uniform(rng, 0.003, 0.007),
        "loops": whole(rng, 2, 6),
        "seed": whole(rng, 0, 999_999),
    }
    return parameters, {"cable": finishes.rubber(rng)}


def _draw_plinth(rng: np.random.Generator) -> Drawn:
    """A square or round block, as in a shop or a gallery."""
    width = uniform(rng, 0.18, 0.6)
    parameters = {
        "width": width,
        "depth": round(width * uniform(rng, 0.8, 1.0), 6),
        "height": uniform(rng, 0.08, 1.1),
        "round": chance(rng, 0.35),
        "edge": log_uniform(rng, 0.001, 0.012),
    }
    if parameters["round"]:
        parameters["depth"] = width
    stone = finishes.ceramic(rng, tone(rng, pick(rng, ("white", "grey", "natural", "black"))))
    body = pick(rng, (finishes.painted(rng), finishes.painted(rng, tone(rng, "white")), finishes.wood(rng), stone))
    return parameters, {"body": body}


DRAWS: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "cupboard": _draw_cupboard,
    "bookcase": _draw_bookcase,
    "sofa": _draw_sofa,
    "rug": _draw_rug,
    "boxes": _draw_boxes,
    "frame": _draw_frame,
    "cable": _draw_cable,
    "plinth": _draw_plinth,
}


def draw_piece(kind: str, rng: np.random.Generator, number: str) -> PiecePlan:
    """A piece of that kind, or of a family of products ("chair", "table", "plant"); `number` tells its siblings apart.

    Raises:
        ValueError: Neither a kind of furniture nor a family.
    """
    asset = f"shape/{kind}#{number}"
    if kind in DRAWS:
        parameters, materials = DRAWS[kind](rng)
        return PiecePlan(asset, kind, parameters, materials)
    drawn = draw_family(kind, rng)
    return PiecePlan(asset, kind, drawn.parameters, drawn.materials)
