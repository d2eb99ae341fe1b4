"""Colours that products come in, linear Rec. 709.

Products come in a few families of colour far more often than in random RGB, and white and near-black are the
most common of them: those are the ones that are hard to cut out on white.
"""

from __future__ import annotations

import numpy as np

from ..colour import srgb_to_linear
from .streams import pick, uniform

_WHITES = ("ffffff", "f7f6f3", "f4f1ea", "f1f3f5", "efece4", "fafafa")
_BLACKS = ("0b0b0c", "151517", "1c1d20", "101418", "231f20")
_GREYS = ("d3d5d7", "b4b7ba", "8f9397", "6d7175", "4a4d51", "c9c4bc", "9b958c")
_NATURALS = (
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
_BRIGHTS = (
    "d7263d",
    "f46036",
    "f6ae2d",
    "ffd23f",
    "2e933c",
    "1b998b",
    "0f8ccf",
    "1f4e9e",
    "5f3dc4",
    "c2255c",
    "ff8fa3",
    "7bd389",
    "9ad1f5",
    "0b3954",
    "7d1d3f",
    "114b3f",
)
PALETTES = {"white": _WHITES, "black": _BLACKS, "grey": _GREYS, "natural": _NATURALS, "bright": _BRIGHTS}
_WEIGHTS = {"white": 0.28, "black": 0.14, "grey": 0.12, "natural": 0.2, "bright": 0.26}
WOODS = (
    ("ecd9b8", "d9bf94"),
    ("dcb98a", "b98d58"),
    ("c99c66", "9c6b3c"),
    ("a8713f", "7a4a26"),
    ("8a5a35", "573420"),
    ("5d3d2a", "36221a"),
    ("f1ede4", "dfd8ca"),
    ("2c2724", "181513"),
)
"""Early and late wood of a species, light to dark; then limed and ebonised."""
METALS = {
    "steel": "c9cbcc",
    "chrome": "e3e4e5",
    "aluminium": "dedfe0",
    "brass": "d8b36a",
    "gold": "e6c067",
    "copper": "d9926f",
    "gunmetal": "6c7076",
    "black": "2a2b2e",
}
LEAVES = ("2f5d2a", "3f7a35", "5b8c3a", "24492c", "6f9a4d", "4b6b4a", "86a35a")


def linear(colour: str) -> list[float]:
    """The linear Rec. 709 triple of an sRGB "rrggbb" (IEC 61966-2-1), rounded to 5 decimals."""
    return [round(srgb_to_linear(int(colour[start : start + 2], 16) / 255.0), 5) for start in (0, 2, 4)]


def tone(rng: np.random.Generator, name: str) -> list[float]:
    """A colour of the palette of that name (a key of PALETTES), a little off its sample."""
    return near(rng, linear(pick(rng, PALETTES[name])))


def product_colour(rng: np.random.Generator) -> list[float]:
    """A colour that products come in."""
    at = float(rng.random())
    for name, weight in _WEIGHTS.items():
        at -= weight
        if at < 0.0:
            return tone(rng, name)
    return tone(rng, "bright")


def near(rng: np.random.Generator, colour: list[float]) -> list[float]:
    """The colour, lighter or darker by up to 8 % and its channels apart by up to 3 %, never above 0.9 (white
    paint).
    """
    gain = uniform(rng, 0.92, 1.06)
    return [round(min(channel * gain * uniform(rng, 0.97, 1.03), 0.9), 5) for channel in colour]
