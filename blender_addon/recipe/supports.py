"""Draws the support of a product: the floor, or a table, shelf, cupboard, box, plinth or rug."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..spec import SurroundingsSpec
from . import finishes
from .furniture import draw_piece
from .model import MaterialPlan, PiecePlan, SupportPlan
from .product_colours import tone
from .sample_context import SampleContext
from .streams import HALF_TURN, chance, pick, uniform, whole

OFTEN = {"table": 5, "cupboard": 2, "shelf": 3, "boxes": 2, "plinth": 2, "rug": 2}
"""Supports and how often each is picked."""
OUTDOORS = ("table", "boxes", "plinth")


def draw_support(
    spec: SurroundingsSpec, sample: SampleContext, small: bool, rng: np.random.Generator
) -> SupportPlan | None:
    """A support for a small product; a large one stands on the floor or on a rug."""
    on_support = chance(rng, spec.support if small else 0.35 * spec.support)
    # A sweep's paper must be directly under the product.
    kinds = [kind for kind in spec.support_kinds if sample.place != "outdoor" or kind in OUTDOORS]
    if not small:
        kinds = [kind for kind in kinds if kind == "rug"]
    if not on_support or not kinds or sample.place == "sweep":
        return None
    kind = pick(rng, [kind for kind in kinds for _ in range(OFTEN[kind])])
    number = f"{whole(rng, 0, 999_999_999)}.{sample.number}"
    piece = _shelf(rng, number) if kind == "shelf" else draw_piece(kind, rng, number)
    parameters = piece.parameters
    if kind == "table":
        top, round_top = (parameters["length"], parameters["depth"]), parameters["power"] < 5.0
    else:
        top, round_top = (parameters["width"], parameters["depth"]), bool(parameters.get("round", False))
        round_top = round_top or parameters.get("power", 8.0) < 5.0
    if kind == "cupboard":
        parameters["height"] = min(parameters["height"], uniform(rng, 0.7, 1.15))
    if kind == "boxes":
        parameters["count"] = 1  # one box carries a product better than a pile
    shelf_or_cupboard = kind in ("shelf", "cupboard")
    return SupportPlan(
        piece=piece,
        height_m=parameters["height"],
        top_m=top,
        round_top=round_top,
        turn_rad=uniform(rng, -0.45, 0.45) if shelf_or_cupboard else _turn(rng),
        place=(uniform(rng, -0.9, 0.9), uniform(rng, -0.7, 0.9)),
    )


def _turn(rng: np.random.Generator) -> float:
    """A rotation that is mostly almost square to the camera, as in real photos."""
    return uniform(rng, -0.5, 0.5) if chance(rng, 0.6) else uniform(rng, -HALF_TURN, HALF_TURN)


def _shelf(rng: np.random.Generator, number: str) -> PiecePlan:
    """A board of a shelf with what belongs to it: back, sides, boards below and one above."""
    parameters: dict[str, Any] = {
        "width": uniform(rng, 0.5, 1.6),
        "depth": uniform(rng, 0.25, 0.45),
        "height": uniform(rng, 0.4, 1.4),
        "board": uniform(rng, 0.016, 0.04),
        "rise": uniform(rng, 0.25, 0.6),
        "back": chance(rng, 0.75),
        "sides": chance(rng, 0.7),
        "above": chance(rng, 0.6),
        "spacing": uniform(rng, 0.28, 0.42),
    }
    white = finishes.painted(rng, tone(rng, "white"))
    body = pick(rng, (finishes.wood(rng), finishes.wood(rng), white, finishes.painted(rng)))
    materials: dict[str, MaterialPlan] = {"body": body}
    return PiecePlan(f"shape/shelf#{number}", "shelf", parameters, materials)
