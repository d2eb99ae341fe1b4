"""The size of an imported product: its own if plausible, else the recipe's."""

from __future__ import annotations

import numpy as np

from ...recipe.model import ProductPlan
from .model import Imported

NORMALISED = (1.0, 2.0)
"""Longest sides that say nothing: collections are often scaled to a box of side 1, or from -1 to 1."""
TOLERANCE = 0.005


def scale_of(imported: Imported, plan: ProductPlan) -> float:
    """What the file's vertices are to be multiplied by, to be in metres.

    A size that the file tells in metres is kept where the recipe finds it plausible (`own_longest_m`), unless it looks
    like a model that was scaled to a unit box; else the longest side becomes `longest_m`, where the plan has one.
    """
    longest = float(np.ptp(imported.product.points, axis=0).max())
    if imported.metric and plan.own_longest_m is not None:
        low, high = plan.own_longest_m
        unit_box = any(abs(longest - side) < TOLERANCE * side for side in NORMALISED)
        if low <= longest <= high and not unit_box:
            return 1.0
    return 1.0 if plan.longest_m is None else plan.longest_m / longest
