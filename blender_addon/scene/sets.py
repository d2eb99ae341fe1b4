"""Places the pieces of a set side by side, each at its gap from the others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..arrays import Floats
from ..recipe.model import SetPiece
from .product import Product, translation

STEPS = 400
"""Tries at moving a piece outward, each by a hundredth of its longer side."""


def arranged(first: Product, others: Sequence[Product], pieces: Sequence[SetPiece]) -> Product:
    """One product out of the pieces of a set, its box centred on the origin in x and y.

    Args:
        first: The first piece, its foot on z = 0; it stays where it is, until all are centred.
        others: The further ones, each with its foot on z = 0 and around the origin.
        pieces: Where they belong.
    """
    taken = [_footprint(first)]
    for product, piece in zip(others, pieces, strict=True):
        box = _footprint(product)
        side = float((box[1] - box[0]).max())
        away = np.array([math.cos(piece.bearing_rad), math.sin(piece.bearing_rad)])
        shift = np.zeros(2)
        for step in range(STEPS):
            shift = away * side * step / 100.0
            if not any(_meet(box + shift, each, piece.gap * side) for each in taken):
                break
        product.transform(translation((float(shift[0]), float(shift[1]), 0.0)))
        taken.append(box + shift)
    every = [first, *others]
    whole = Product(
        [thing for product in every for thing in product.objects],
        np.concatenate([product.points for product in every]),
        tuple(dict.fromkeys(name for product in every for name in product.names)),
        [block for product in every for block in product.owned],
    )
    low, high = _footprint(whole)
    whole.transform(translation((-float(low[0] + high[0]) / 2, -float(low[1] + high[1]) / 2, 0.0)))
    return whole


def _footprint(product: Product) -> Floats:
    """[2, 2] least and greatest x and y."""
    return product.bounds()[:, :2]


def _meet(one: Floats, other: Floats, gap: float) -> bool:
    return bool((one[0] < other[1] + gap).all() and (other[0] < one[1] + gap).all())
