"""The built-in products as shapes: one module per family, which builds what `recipe.families` draws."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ...product_families import family_of
from ..shapes.shape import Shape


def build_family(family: str, parameters: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each material slot, metres, standing upright.

    Args:
        family: A name out of `product_families`.
        parameters: As its module in `recipe.families` draws them.

    Raises:
        ValueError: There is no such family.
    """
    slots: dict[str, Shape] = import_module(f".{family_of(family).name}", __name__).build(parameters)
    return slots
