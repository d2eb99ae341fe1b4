"""Colours of products."""

from __future__ import annotations

import numpy as np

from blender_addon.recipe.product_colours import PALETTES, linear, product_colour


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_linear_follows_the_srgb_curve() -> None:
    # 0x80 = 128: ((128/255 + 0.055) / 1.055) ** 2.4 = 0.21586; 0x0a = 10 is on the straight part.
    assert linear("ffffff") == [1.0, 1.0, 1.0]
    assert linear("80000a") == [0.21586, 0.0, 0.00304]


def test_products_are_white_and_black_often_and_never_brighter_than_paint() -> None:
    stream = rng(5)
    colours = np.array([product_colour(stream) for _ in range(2000)])
    grey = np.ptp(colours, axis=1) < 0.12
    light, dark = colours.mean(1) > 0.7, colours.mean(1) < 0.03
    assert 0.2 < (grey & light).mean() < 0.4
    assert 0.1 < (grey & dark).mean() < 0.25
    assert colours.min() >= 0.0 and colours.max() <= 0.9
    assert all(len(colour) == 6 for palette in PALETTES.values() for colour in palette)
