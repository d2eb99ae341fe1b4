"""What products are made of: material plans with every number drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .model import MaterialPlan
from .product_colours import LEAVES, METALS, WOODS, linear, near, product_colour, tone
from .streams import chance, pick, uniform, whole


def plastic(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Moulded plastic, glossy or matte."""
    rough = uniform(rng, 0.06, 0.2) if chance(rng, 0.5) else uniform(rng, 0.3, 0.6)
    grain = 0.0 if chance(rng, 0.6) else uniform(rng, 0.1, 0.6)
    return MaterialPlan("plastic", {"colour": colour or product_colour(rng), "roughness": rough, "grain": grain})


def rubber(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Matte rubber, dark or white more often than not."""
    chosen = colour or tone(rng, pick(rng, ("black", "black", "white", "grey")))
    return MaterialPlan(
        "plastic", {"colour": chosen, "roughness": uniform(rng, 0.55, 0.8), "grain": uniform(rng, 0.1, 0.5)}
    )


def metal(rng: np.random.Generator, tint: str | None = None) -> MaterialPlan:
    """Bare metal: polished, satin or brushed."""
    name = tint or pick(rng, ("steel", "chrome", "aluminium", "steel", "brass", "gold", "copper", "gunmetal", "black"))
    brushed = uniform(rng, 0.4, 0.8) if chance(rng, 0.35) else 0.0
    rough = uniform(rng, 0.05, 0.14) if chance(rng, 0.4) else uniform(rng, 0.18, 0.4)
    return MaterialPlan("metal", {"colour": near(rng, linear(METALS[name])), "roughness": rough, "brushed": brushed})


def painted(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Powder coat or lacquer on metal or wood."""
    parameters = {
        "colour": colour or product_colour(rng),
        "roughness": uniform(rng, 0.25, 0.55),
        "coat": uniform(rng, 0.3, 0.9) if chance(rng, 0.35) else 0.0,
        "grain": uniform(rng, 0.05, 0.4),
    }
    return MaterialPlan("painted", parameters)


def wood(rng: np.random.Generator) -> MaterialPlan:
    """Wood with its grain along each part; oiled, or varnished."""
    light, dark = pick(rng, WOODS)
    parameters = {
        "light": near(rng, linear(light)),
        "dark": near(rng, linear(dark)),
        "ring_m": uniform(rng, 0.006, 0.025),
        "waviness": uniform(rng, 0.3, 1.5),
        "roughness": uniform(rng, 0.3, 0.6),
        "coat": uniform(rng, 0.3, 0.8) if chance(rng, 0.3) else 0.0,
    }
    return MaterialPlan("wood", parameters)


def fabric(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Woven cloth; the second colour makes melange or stripes."""
    first = colour or product_colour(rng)
    second = (
        product_colour(rng) if chance(rng, 0.2) else [round(channel * uniform(rng, 0.6, 0.9), 5) for channel in first]
    )
    parameters = {
        "colour": first,
        "second": second,
        "weave_m": uniform(rng, 0.0012, 0.005),
        "sheen": uniform(rng, 0.0, 0.6),
        "roughness": uniform(rng, 0.7, 0.95),
        "stripe_m": uniform(rng, 0.01, 0.06) if chance(rng, 0.15) else 0.0,
    }
    return MaterialPlan("fabric", parameters)


def leather(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Grained leather, natural or coloured."""
    chosen = colour or tone(rng, pick(rng, ("natural", "natural", "black", "white", "bright")))
    return MaterialPlan(
        "leather",
        {"colour": chosen, "roughness": uniform(rng, 0.3, 0.55), "grain_m": uniform(rng, 0.002, 0.006)},
    )


def ceramic(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Stoneware or porcelain: glazed or raw, speckled or plain, at times dipped in a second glaze up to a
    height.
    """
    glazed = chance(rng, 0.7)
    parameters = {
        "colour": colour or product_colour(rng),
        "second": product_colour(rng),
        "dip": uniform(rng, 0.25, 0.75) if chance(rng, 0.25) else 0.0,
        "speckle": uniform(rng, 0.2, 0.9) if chance(rng, 0.3) else 0.0,
        "roughness": uniform(rng, 0.05, 0.22) if glazed else uniform(rng, 0.5, 0.8),
        "coat": uniform(rng, 0.4, 1.0) if glazed else 0.0,
    }
    return MaterialPlan("ceramic", parameters)


def glass(rng: np.random.Generator, filled: bool = False) -> MaterialPlan:
    """Glass, clear or tinted.

    A thin wall is one surface that hardly bends light (ior near 1); a filled one bends it as water does. Both
    cost two transmissions a ray, where a wall with two sides would cost four and turn black at few bounces.
    """
    tints = (
        "ffffff",
        "ffffff",
        "f2fbf7",
        "5f8f4e",
        "7a4a1c",
        "9cc7d8",
        "3d6fa3",
        "d9c3a0",
        "8a8d91",
        "c77b8b",
    )
    parameters = {
        "tint": linear(pick(rng, tints)),
        "roughness": 0.0 if chance(rng, 0.75) else uniform(rng, 0.15, 0.4),
        "ior": uniform(rng, 1.33, 1.45) if filled else uniform(rng, 1.02, 1.08),
    }
    return MaterialPlan("glass", parameters)


def clear(tint: list[float], ior: float, roughness: float = 0.0) -> MaterialPlan:
    """A given clear thing: a skin of glass (ior near 1), a drink (1.33 and more), solid glass (1.5)."""
    return MaterialPlan("glass", {"tint": tint, "roughness": roughness, "ior": ior})


def clear_plastic(rng: np.random.Generator) -> MaterialPlan:
    """A thin wall of transparent plastic: clear or tinted, glossy or frosted."""
    tint = linear(pick(rng, ("ffffff", "ffffff", "fafdff", "d9efe4", "cfe4f5", "f6d9de", "f3e3b6", "b87a3c", "9aa0a6")))
    rough = uniform(rng, 0.0, 0.05) if chance(rng, 0.65) else uniform(rng, 0.15, 0.35)
    return clear(tint, uniform(rng, 1.03, 1.08), rough)


def paper(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Plain paper, card or linen, a little translucent in look but opaque in fact."""
    chosen = colour or tone(rng, pick(rng, ("white", "white", "natural", "grey", "bright")))
    return MaterialPlan(
        "paper", {"colour": chosen, "roughness": uniform(rng, 0.6, 0.9), "fibre": uniform(rng, 0.1, 0.6)}
    )


def label(rng: np.random.Generator, aspect: float, layout: str = "wrap") -> MaterialPlan:
    """Printed paper, film or card.

    Args:
        rng: Stream to draw from.
        aspect: Width over height of the printed surface.
        layout: "wrap" (a label around something, its front in the middle) or "carton" (an atlas of six
            faces).
    """
    ground = product_colour(rng)
    parameters = {
        "seed": whole(rng, 0, 2**31 - 1),
        "layout": layout,
        "aspect": round(aspect, 4),
        "ground": ground,
        "ink": tone(rng, "black") if sum(ground) > 0.9 else tone(rng, "white"),
        "accent": tone(rng, pick(rng, ("bright", "bright", "natural", "grey"))),
        "second": tone(rng, pick(rng, ("bright", "natural", "white", "black"))),
        "roughness": uniform(rng, 0.12, 0.3) if chance(rng, 0.5) else uniform(rng, 0.35, 0.65),
    }
    return MaterialPlan("label", parameters)


def leaf(rng: np.random.Generator) -> MaterialPlan:
    """Leaves: green with a lighter vein, some with a pale margin."""
    base = near(rng, linear(pick(rng, LEAVES)))
    parameters = {
        "colour": base,
        "vein": [round(min(channel * uniform(rng, 1.3, 2.2), 0.8), 5) for channel in base],
        "margin": uniform(rng, 0.1, 0.35) if chance(rng, 0.3) else 0.0,
        "roughness": uniform(rng, 0.25, 0.5),
    }
    return MaterialPlan("leaf", parameters)


def soil(rng: np.random.Generator) -> MaterialPlan:
    """Potting soil, or pale gravel."""
    colour = linear(pick(rng, ("2b1f17", "3a2a1e", "1f1813", "b8b0a4")))
    return MaterialPlan("soil", {"colour": colour, "grain_m": uniform(rng, 0.003, 0.008)})


_Finish = Callable[[np.random.Generator], MaterialPlan]


def furniture_frame(rng: np.random.Generator) -> MaterialPlan:
    """What legs and frames of furniture are made of."""
    return one_of(rng, wood, wood, metal, painted)


def one_of(rng: np.random.Generator, *finishes: _Finish) -> MaterialPlan:
    """A material of one of the finishes with equal chance; pass one twice to double its chance."""
    return pick(rng, finishes)(rng)
