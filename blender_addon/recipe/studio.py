"""Draws the studio: positions of its soft boxes, strength of its flags, and each light's gain."""

from __future__ import annotations

import numpy as np

from ..spec import StudioSpec
from .model import ProductPlan, StudioPlan
from .streams import HALF_TURN, chance, uniform


def draw_studio(
    spec: StudioSpec, rng: np.random.Generator, cards: np.random.Generator, product: ProductPlan
) -> tuple[StudioPlan, dict[str, float]]:
    """A slightly asymmetric studio, and a gain for each of its light groups.

    `cards` is the stream of the flags: black cards behind the product, which give white products a dark outline. The
    paler the product's drawn colour, the darker they are.
    """
    side = 1.0 if chance(rng, 0.5) else -1.0
    studio = StudioPlan(
        key_azimuth_rad=round(side * uniform(rng, 0.45, 0.95), 6),
        key_elevation_rad=uniform(rng, 0.6, 1.0),
        key_size=uniform(rng, 1.2, 2.2),
        fill_azimuth_rad=round(-side * uniform(rng, 0.6, 1.2), 6),
        rim_azimuth_rad=round(HALF_TURN - side * uniform(rng, 0.3, 0.9), 6),
        shadow=uniform(rng, *spec.shadow),
        flags=round(min(uniform(cards, 0.2, 0.4) + 0.5 * _paleness(product), 0.9), 6),
        styles=spec.styles,
    )
    gains = {
        "dome": uniform(rng, 0.9, 1.05),
        "key": uniform(rng, 0.85, 1.15),
        "fill": uniform(rng, 0.8, 1.2),
        "rim": uniform(rng, 0.7, 1.3),
    }
    return studio, gains


def _paleness(product: ProductPlan) -> float:
    """How close the product's drawn materials are to white, in [0, 1]: the mean of their darkest channels.

    0.5 for a file with its own materials, whose colours are unknown here.
    """
    colours = [plan.parameters.get("colour") for plan in product.materials.values()]
    known = [min(float(part) for part in colour[:3]) for colour in colours if isinstance(colour, (list, tuple))]
    if product.family is None or not known:
        return 0.5
    return round(min(sum(known) / len(known), 1.0), 6)
