"""The built-in products: what each family can be, drawn in numbers with no Blender at hand.

`scene.products` holds a module of the same name for each family that turns the numbers into a mesh.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cloth import draw_bag, draw_cushion, draw_garment
from .dispensers import draw_dispenser
from .draw import FamilyDraw
from .furniture import draw_chair, draw_table
from .glassware import draw_glassware
from .kitchen import draw_cookware
from .lamp import draw_lamp
from .packed import draw_bottle, draw_can, draw_carton
from .plant import draw_plant
from .shelf import draw_clock, draw_toy
from .shoe import draw_shoe
from .tableware import draw_mug, draw_vessel
from .wirework import draw_wirework
from .worn import draw_headphones, draw_spectacles

__all__ = ["DRAWS", "LONGEST_M", "FamilyDraw", "draw_family"]

DRAWS: dict[str, Callable[[np.random.Generator], FamilyDraw]] = {
    "vessel": draw_vessel,
    "bottle": draw_bottle,
    "carton": draw_carton,
    "mug": draw_mug,
    "lamp": draw_lamp,
    "chair": draw_chair,
    "table": draw_table,
    "plant": draw_plant,
    "can": draw_can,
    "shoe": draw_shoe,
    "glassware": draw_glassware,
    "headphones": draw_headphones,
    "spectacles": draw_spectacles,
    "cookware": draw_cookware,
    "wirework": draw_wirework,
    "dispenser": draw_dispenser,
    "bag": draw_bag,
    "cushion": draw_cushion,
    "garment": draw_garment,
    "clock": draw_clock,
    "toy": draw_toy,
}

LONGEST_M: dict[str, tuple[float, float]] = {
    "vessel": (0.06, 0.8),
    "bottle": (0.035, 0.45),
    "carton": (0.055, 0.8),
    "mug": (0.05, 0.26),
    "lamp": (0.2, 1.85),
    "chair": (0.35, 1.4),
    "table": (0.35, 1.7),
    "plant": (0.08, 1.8),
    "can": (0.05, 0.45),
    "shoe": (0.22, 0.45),
    "glassware": (0.07, 0.5),
    "headphones": (0.14, 0.4),
    "spectacles": (0.1, 0.22),
    "cookware": (0.09, 0.65),
    "wirework": (0.2, 1.95),
    "dispenser": (0.06, 0.33),
    "bag": (0.12, 0.9),
    "cushion": (0.3, 0.8),
    "garment": (0.2, 1.6),
    "clock": (0.06, 0.42),
    "toy": (0.08, 0.42),
}
"""Between which lengths the longest side of each family's box lies, before the product is turned."""


def draw_family(family: str, rng: np.random.Generator) -> FamilyDraw:
    """One product of a family, in numbers: same generator state, same product.

    Args:
        family: A name out of `DRAWS`.
        rng: The product's own stream; only `random()` is called on it, whose output NumPy keeps from version
            to version.

    Raises:
        ValueError: There is no such family.
    """
    if family not in DRAWS:
        raise ValueError(f"no product family {family!r}; there are: {', '.join(DRAWS)}")
    return DRAWS[family](rng)
