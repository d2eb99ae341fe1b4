"""What products are made of: material plans with every number drawn.

Colours are linear Rec. 709. Products come in a few families of colour far more often than in random RGB, and white
and near-black are the most common of them: those are the ones that are hard to cut out on white.
"""

from __future__ import annotations

import numpy as np

from .model import MaterialPlan
from .streams import chance, pick, uniform, whole

WHITES = ("ffffff", "f7f6f3", "f4f1ea", "f1f3f5", "efece4", "fafafa")
BLACKS = ("0b0b0c", "151517", "1c1d20", "101418", "231f20")
GREYS = ("d3d5d7", "b4b7ba", "8f9397", "6d7175", "4a4d51", "c9c4bc", "9b958c")
NATURALS = (
    "e2d3bb",
    "cdb08c",
    "b8876a",
    "a4634a",
    "8a8f73",
    "6f7f6a",
    "5b6470",
    "d9b9a5",
    "c98b7b",
    "7a5c48",
    "efe0c8",
)
BRIGHTS = (
    "d7263d", "f46036", "f6ae2d", "ffd23f", "2e933c", "1b998b", "0f8ccf", "1f4e9e", "5f3dc4", "c2255c", "ff8fa3",
    "7bd389", "9ad1f5", "0b3954", "7d1d3f", "114b3f",
)  # fmt: skip
PALETTES = {"white": WHITES, "black": BLACKS, "grey": GREYS, "natural": NATURALS, "bright": BRIGHTS}
WEIGHTS = {"white": 0.28, "black": 0.14, "grey": 0.12, "natural": 0.2, "bright": 0.26}
WOODS = (
    ("ecd9b8", "d9bf94"), ("dcb98a", "b98d58"), ("c99c66", "9c6b3c"), ("a8713f", "7a4a26"), ("8a5a35", "573420"),
    ("5d3d2a", "36221a"), ("f1ede4", "dfd8ca"), ("2c2724", "181513"),
)  # fmt: skip
METALS = {
    "steel": "c9cbcc", "chrome": "e3e4e5", "aluminium": "dedfe0", "brass": "d8b36a", "gold": "e6c067",
    "copper": "d9926f", "gunmetal": "6c7076", "black": "2a2b2e",
}  # fmt: skip
LEAVES = ("2f5d2a", "3f7a35", "5b8c3a", "24492c", "6f9a4d", "4b6b4a", "86a35a")


def linear(colour: str) -> list[float]:
    """The linear Rec. 709 triple of an sRGB "rrggbb" (IEC 61966-2-1), rounded to 5 decimals."""
    triple = []
    for start in (0, 2, 4):
        encoded = int(colour[start : start + 2], 16) / 255.0
        value = encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4
        triple.append(round(value, 5))
    return triple


def tone(rng: np.random.Generator, name: str) -> list[float]:
    """A colour of the palette of that name ("white", "black", "grey", "natural", "bright"), a little off its sample."""
    return _near(rng, linear(pick(rng, PALETTES[name])))


def product_colour(rng: np.random.Generator) -> list[float]:
    """A colour that products come in."""
    at = float(rng.random())
    for name, weight in WEIGHTS.items():
        at -= weight
        if at < 0.0:
            return tone(rng, name)
    return tone(rng, "bright")


def _near(rng: np.random.Generator, colour: list[float]) -> list[float]:
    """The colour, lighter or darker by up to 8 % and its channels apart by up to 3 %, never above 0.9 (white paint)."""
    gain = uniform(rng, 0.92, 1.06)
    return [round(min(channel * gain * uniform(rng, 0.97, 1.03), 0.9), 5) for channel in colour]


def plastic(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Moulded plastic, glossy or matte."""
    rough = uniform(rng, 0.06, 0.2) if chance(rng, 0.5) else uniform(rng, 0.3, 0.6)
    grain = 0.0 if chance(rng, 0.6) else uniform(rng, 0.1, 0.6)
    return MaterialPlan(
        "plastic", {"colour": colour or product_colour(rng), "roughness": rough, "grain": grain}
    )


def rubber(rng: np.random.Generator, colour: list[float] | None = None) -> MaterialPlan:
    """Matte rubber, dark or white more often than not."""
    chosen = colour or tone(rng, pick(rng, ("black", "black", "white", "grey")))
    return MaterialPlan(
        "plastic", {"colour": chosen, "roughness": uniform(rng, 0.55, 0.8), "grain": uniform(rng, 0.1, 0.5)}
    )


def metal(rng: np.random.Generator, tint: str | None = None) -> MaterialPlan:
    """Bare metal: polished, satin or brushed."""
    name = tint or pick(
        rng, ("steel", "chrome", "aluminium", "steel", "brass", "gold", "copper", "gunmetal", "black")
    )
    brushed = uniform(rng, 0.4, 0.8) if chance(rng, 0.35) else 0.0
    rough = uniform(rng, 0.05, 0.14) if chance(rng, 0.4) else uniform(rng, 0.18, 0.4)
    return MaterialPlan(
        "metal", {"colour": _near(rng, linear(METALS[name])), "roughness": rough, "brushed": brushed}
    )


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
        "light": _near(rng, linear(light)),
        "dark": _near(rng, linear(dark)),
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
        product_colour(rng)
        if chance(rng, 0.2)
        else [round(channel * uniform(rng, 0.6, 0.9), 5) for channel in first]
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
    """Stoneware or porcelain: glazed or raw, speckled or plain, at times dipped in a second glaze up to a height."""
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

    A thin wall is one surface that hardly bends light (ior near 1); a filled one bends it as water does. Both cost two
    transmissions a ray, where a wall with two sides would cost four and turn black at few bounces.
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
        layout: "wrap" (a label around something, its front in the middle) or "carton" (an atlas of six faces).
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
    base = _near(rng, linear(pick(rng, LEAVES)))
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
