"""Draws occluders between camera and product; lengths are shares of the image's width."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import finishes
from .model import MaterialPlan, OccluderPlan, PiecePlan
from .product_colours import linear, near
from .streams import chance, pick, uniform, whole

KINDS = ("hand", "leaves", "edge", "cord")
_SKINS = ("f1c7a8", "e0ac88", "c98d66", "a56b46", "7a4a2e", "5a3522")
RIGHT, TOP, LEFT, BOTTOM = 0.0, 1.570796, 3.141593, 4.712389


def draw_occluder(rng: np.random.Generator, number: str) -> OccluderPlan:
    """A hand, leaves, the edge of a box or table, or a cord, that reaches into the image from one side."""
    kind = pick(rng, KINDS)
    side = pick(rng, (RIGHT, LEFT, BOTTOM) if kind in ("hand", "edge") else (RIGHT, LEFT, BOTTOM, TOP))
    parameters: dict[str, Any] = {"seed": whole(rng, 0, 999_999)}
    materials: dict[str, MaterialPlan]
    if kind == "hand":
        skin = near(rng, linear(pick(rng, _SKINS)))
        parameters |= {"fingers": whole(rng, 2, 4), "curl": uniform(rng, 0.1, 0.6)}
        materials = {"skin": finishes.leather(rng, skin), "sleeve": finishes.fabric(rng)}
    elif kind == "leaves":
        parameters |= {"leaves": whole(rng, 3, 7), "slim": uniform(rng, 0.2, 0.5)}
        materials = {"leaf": finishes.leaf(rng)}
    elif kind == "edge":
        parameters |= {"rounded": uniform(rng, 0.02, 0.2)}
        materials = {"body": finishes.one_of(rng, finishes.wood, finishes.paper, finishes.painted, finishes.plastic)}
    else:
        parameters |= {"sag": uniform(rng, 0.1, 0.5)}
        materials = {"cord": finishes.rubber(rng)}
    return OccluderPlan(
        piece=PiecePlan(f"shape/{kind}#{number}", kind, parameters, materials),
        side_rad=round(side + uniform(rng, -0.3, 0.3), 6),
        cut=uniform(rng, -0.1, 0.22),
        slide=uniform(rng, -0.8, 0.8),
        depth=uniform(rng, 0.35, 0.75),
        size=uniform(rng, 0.03, 0.06) if kind == "cord" else uniform(rng, 0.12, 0.3 if chance(rng, 0.7) else 0.5),
    )
