"""Draws built-in products in numbers, without Blender: one module per family."""

from __future__ import annotations

from importlib import import_module

import numpy as np

from ...product_families import family_of
from .family_draw import FamilyDraw

__all__ = ["FamilyDraw", "draw_family"]


def draw_family(family: str, rng: np.random.Generator) -> FamilyDraw:
    """One product of a family, in numbers: same generator state, same product.

    Args:
        family: A name out of `product_families`.
        rng: The product's own stream; only `random()` is called on it, whose output NumPy keeps from version
            to version.

    Raises:
        ValueError: There is no such family.
    """
    drawn: FamilyDraw = import_module(f".{family_of(family).name}", __name__).draw(rng)
    return drawn
