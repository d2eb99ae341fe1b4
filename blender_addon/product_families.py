"""The built-in product families, one record each.

To add one, add its record here. Put `draw`, what it can be in numbers, in a module of its name in `recipe.families`.
Put `build`, the numbers as shapes, in a module of its name in `scene.products`. Everything else follows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProductFamily:
    """The record of a family."""

    name: str
    """The name of its modules, and in a spec."""
    longest_m: tuple[float, float]
    """Range of the longest side of its box in metres, before the product is rotated."""


FAMILIES: dict[str, ProductFamily] = {
    family.name: family
    for family in (
        ProductFamily("vessel", (0.06, 0.8)),
        ProductFamily("bottle", (0.035, 0.45)),
        ProductFamily("carton", (0.055, 0.8)),
        ProductFamily("mug", (0.05, 0.26)),
        ProductFamily("lamp", (0.2, 1.85)),
        ProductFamily("chair", (0.35, 1.4)),
        ProductFamily("table", (0.35, 1.7)),
        ProductFamily("plant", (0.08, 1.8)),
        ProductFamily("can", (0.05, 0.45)),
        ProductFamily("shoe", (0.22, 0.45)),
        ProductFamily("glassware", (0.07, 0.5)),
        ProductFamily("headphones", (0.14, 0.4)),
        ProductFamily("spectacles", (0.1, 0.22)),
        ProductFamily("cookware", (0.09, 0.65)),
        ProductFamily("wirework", (0.2, 1.95)),
        ProductFamily("dispenser", (0.06, 0.33)),
        ProductFamily("bag", (0.12, 0.9)),
        ProductFamily("cushion", (0.3, 0.8)),
        ProductFamily("garment", (0.2, 1.6)),
        ProductFamily("clock", (0.06, 0.42)),
        ProductFamily("toy", (0.08, 0.42)),
        ProductFamily("plush", (0.1, 0.75)),
        ProductFamily("figurine", (0.03, 0.8)),
        ProductFamily("fruit", (0.045, 0.6)),
        ProductFamily("machine", (0.1, 1.4)),
        ProductFamily("flower", (0.06, 1.0)),
        ProductFamily("doll", (0.08, 1.1)),
    )
}
"""Draws depend on this order, so a new family comes last."""


def family_of(name: str) -> ProductFamily:
    """The family of that name.

    Raises:
        ValueError: There is none.
    """
    if name not in FAMILIES:
        raise ValueError(f"no product family {name!r}; there are: {', '.join(FAMILIES)}")
    return FAMILIES[name]
