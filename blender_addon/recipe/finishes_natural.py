"""What grows, and what lies about: fur, peel and stone, with every number drawn."""

from __future__ import annotations

import numpy as np

from .model import MaterialPlan
from .product_colours import linear, near, product_colour, tone
from .streams import chance, log_uniform, pick, uniform

FURS = ("c98f4a", "8a5a30", "5a3a22", "e8dcc4", "f4efe6", "b9b2a6", "6d6a66", "2a2624", "d9a066", "a3522c", "e7c9a0")
"""Bears, sheep, mice, foxes; the bright ones of a fair come from the products' palette."""
STONES = ("8d8678", "b7ac97", "6f6b66", "c9bda5", "a08f79", "5c5a5a", "d8d2c6", "94705a", "7f8477", "3d3b3a")


def fur(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """The pile of a soft toy, or hair: of one colour, or in patches of two."""
    first = colour or (near(rng, linear(pick(rng, FURS))) if chance(rng, 0.75) else product_colour(rng))
    second = near(rng, linear(pick(rng, FURS)))
    parameters = {
        "colour": first,
        "second": second if chance(rng, 0.5) else [round(channel * uniform(rng, 0.5, 0.85), 5) for channel in first],
        "patch_m": log_uniform(rng, 0.02, 0.08) if chance(rng, 0.25) else 0.0,
        "roots": uniform(rng, 0.45, 0.85),
        "sheen": uniform(rng, 0.0, 0.5),
        "roughness": uniform(rng, 0.55, 0.85),
    }
    return MaterialPlan("fur", parameters)


def peel(rng: np.random.Generator, colour: str, second: str, stripes: int = 0) -> MaterialPlan:
    """The skin of a fruit: blotches of a second colour, spots, pores; stripes from pole to pole by `stripes`."""
    parameters = {
        "colour": near(rng, linear(colour)),
        "second": near(rng, linear(second)),
        "blotch": uniform(rng, 0.0, 1.0),
        "blotch_m": log_uniform(rng, 0.008, 0.05),
        "spots": uniform(rng, 0.2, 1.0) if chance(rng, 0.5) else 0.0,
        "spot_m": log_uniform(rng, 0.002, 0.008),
        "stripes": stripes,
        "pores": uniform(rng, 0.0, 1.0),
        "roughness": uniform(rng, 0.15, 0.6),
        "coat": uniform(rng, 0.0, 0.5),
    }
    return MaterialPlan("peel", parameters)


def stone(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Field stone, granite, sandstone, terracotta or plaster: two tones, specks, pits."""
    first = colour or near(rng, linear(pick(rng, STONES)))
    parameters = {
        "colour": first,
        "second": [round(min(channel * uniform(rng, 0.55, 1.3), 0.85), 5) for channel in first],
        "third": tone(rng, pick(rng, ("black", "white", "natural"))),
        "vein_m": log_uniform(rng, 0.01, 0.1),
        "specks": uniform(rng, 0.1, 0.9) if chance(rng, 0.5) else 0.0,
        "grain_m": log_uniform(rng, 0.001, 0.004),
        "pits": uniform(rng, 0.1, 1.0),
        "roughness": uniform(rng, 0.35, 0.5) if chance(rng, 0.2) else uniform(rng, 0.75, 0.95),
    }
    return MaterialPlan("stone", parameters)
