"""Realistic colours of floors and walls as sRGB hex, and how one is drawn and varied.

Frequencies matter: most walls in photos are white, off-white, pale grey or beige, and only a few are strongly coloured.
`surfaces` weighs whole lists by repetition; within a list every colour counts once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..colour import srgb_to_linear
from .model import Vector
from .streams import pick, uniform

WHITE_PAINTS = ("#f4f2ee", "#f1efe8", "#eceae6", "#f6f5f3", "#edeae0", "#e9e7e4")
PALE_PAINTS = (
    "#d9d5cc",
    "#cfcac0",
    "#d8d0bf",
    "#c9c9c6",
    "#dcd3c4",
    "#c7ccd0",
    "#d3d8d0",
    "#e0d6d0",
    "#b9b6b0",
)
MUTED_PAINTS = (
    "#9aa598",
    "#8fa0ad",
    "#b7a58f",
    "#a8988f",
    "#7d8a86",
    "#bfa79a",
    "#8c8f95",
    "#c2b280",
    "#9c8aa0",
)
BOLD_PAINTS = (
    "#2f4858",
    "#3b5a4a",
    "#7a2e2a",
    "#c28a2c",
    "#25272b",
    "#4b6d8a",
    "#b5533c",
    "#5d4a66",
    "#1f5c5a",
)

WOODS: tuple[tuple[str, str], ...] = (
    ("#d9c3a0", "#c4a67c"),  # ash, pale pine
    ("#cdb28a", "#a98457"),  # oak, oiled
    ("#bfa886", "#8f7654"),  # oak, smoked light
    ("#b98a58", "#8d5d33"),  # beech, honey
    ("#a8713f", "#6f4222"),  # cherry, old pine
    ("#8a5f3d", "#573620"),  # walnut
    ("#5f4330", "#38261b"),  # dark walnut, wenge
    ("#b7ab9b", "#8e8273"),  # weathered, grey-oiled
    ("#dcd2c2", "#c1b39d"),  # whitewashed
    ("#8d8780", "#66605a"),  # grey laminate
)

TILE_NEUTRALS = (
    "#eeeeec",
    "#e6e3dc",
    "#d5d2cb",
    "#bab7b1",
    "#97958f",
    "#6d6c69",
    "#3f3f40",
    "#d9cdb9",
    "#c9b69a",
)
TILE_COLOURS = (
    "#b5673f",
    "#a4543a",
    "#7fa5a3",
    "#5e7f99",
    "#8fa583",
    "#d8c58a",
    "#2f4d66",
    "#c98f86",
    "#4f6b57",
)
JOINTS = ("#cfcbc4", "#b3aea6", "#8f8b84", "#6a6763", "#e4e1dc", "#4a4845")

CARPETS = ("#b8aea0", "#a39a8e", "#8b8680", "#d3cabb", "#6f6d6c", "#4c4f55", "#7a6a5a", "#c9bda6", "#9aa0a3")
CARPET_COLOURS = ("#6a2f33", "#31475f", "#4b5d48", "#8c6a3c", "#7d5b74", "#39656a", "#a56a4a")

CONCRETES = ("#a9a6a0", "#97948f", "#b9b5ad", "#85837f", "#c6c2ba", "#9c9a94", "#6f6e6b")

BRICKS: tuple[tuple[str, str], ...] = (
    ("#9c5240", "#6f3527"),  # red
    ("#a9674b", "#7d4634"),  # orange-red
    ("#8d5f4c", "#5c4038"),  # brown
    ("#b89a78", "#927554"),  # sand
    ("#8d8781", "#676260"),  # grey
    ("#5b4a45", "#3c322f"),  # engineering brick
)
MORTARS = ("#b6afa5", "#9a948b", "#cdc7bc", "#7c7771")

GREY_PAPERS = ("#c8c8c8", "#a5a5a4", "#7e7e7f", "#575859", "#2b2b2c", "#1a1a1a")
COLOUR_PAPERS = (
    "#e8b7b0",
    "#9cc3d5",
    "#f0cf65",
    "#d9775f",
    "#6f9f7d",
    "#3f6da3",
    "#b59ac8",
    "#c9463c",
    "#e5d3b3",
    "#2f5d50",
)

ASPHALTS = ("#3a3a3b", "#4a4a4a", "#5c5b5a", "#6f6d6a", "#2e2f31", "#83807b")
STONES: tuple[tuple[str, str], ...] = (
    ("#b5b0a7", "#8b867e"),  # granite
    ("#c9bfa9", "#9d917a"),  # sandstone
    ("#a39c94", "#6b6661"),  # mixed grey
    ("#d6d2c9", "#b0aba1"),  # limestone, pale concrete
    ("#8a8580", "#565350"),  # basalt
    ("#c2a68c", "#8d7460"),  # tan
)
MOSS = ("#4f5a35", "#5f6a44", "#434d33")
GREENS = ("#5c7a34", "#4c6b2f", "#6d8a3e", "#3f5c2b", "#7a8f45", "#54702f", "#36502a")
DRY = ("#a69a5f", "#8f8650", "#b5a872", "#7d7448")

DIRT = ("#6b5b46", "#57503f", "#7a6a55", "#4d4a42", "#7b6f4f")


def linear(code: str) -> Vector:
    """The colour #rrggbb, sRGB (IEC 61966-2-1), as linear Rec. 709 in [0, 1], rounded to 6 decimals."""
    encoded = [int(code[place : place + 2], 16) / 255.0 for place in (1, 3, 5)]
    red, green, blue = (round(srgb_to_linear(value), 6) for value in encoded)
    return (red, green, blue)


def shifted(rng: np.random.Generator, colour: Vector, light: float = 0.08, tint: float = 0.03) -> Vector:
    """A colour near `colour`, lighter or darker by up to `light`, channels by up to `tint`, in [0.004, 0.92].

    No real surface reflects everything: fresh white paint measures about 0.9.
    """
    level = 1.0 + uniform(rng, -light, light)
    red, green, blue = (
        round(min(max(channel * level * (1.0 + uniform(rng, -tint, tint)), 0.004), 0.92), 6) for channel in colour
    )
    return (red, green, blue)


def draw_colour(rng: np.random.Generator, codes: Sequence[str], light: float = 0.08, tint: float = 0.03) -> Vector:
    """One of the hex colours, made linear and shifted a little."""
    return shifted(rng, linear(pick(rng, codes)), light, tint)


def draw_pair(rng: np.random.Generator, pairs: Sequence[tuple[str, str]]) -> tuple[Vector, Vector]:
    """A light and a dark colour that belong together, both shifted a little."""
    light, dark = pick(rng, pairs)
    return shifted(rng, linear(light)), shifted(rng, linear(dark))
