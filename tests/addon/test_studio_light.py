"""The studio's exposure and rim light."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.blur import gaussian_blur
from blender_addon.picture.studio_light import EDGE_LEVEL, hold_rim, outline_level, studio_exposure
from blender_addon.picture.white import lay_on_white

SIZE = 128


def disc(radius: float = 0.3) -> np.ndarray:
    grid = (np.arange(SIZE * 4) + 0.5) / 4 / SIZE - 0.5
    inside = np.hypot(grid[:, None], grid[None, :]) < radius
    return inside.reshape(SIZE, 4, SIZE, 4).mean(axis=(1, 3))


def test_white_on_white_keeps_an_outline_and_is_not_dull() -> None:
    alpha = disc()
    light = alpha[..., None] * np.array([0.93, 0.93, 0.93])
    exposure = studio_exposure(light, alpha)
    level = light[alpha == 1].mean() * 2**exposure
    assert level == pytest.approx(EDGE_LEVEL, rel=0.01)
    shot = lay_on_white(light, alpha, np.zeros_like(alpha), exposure)
    inside = shot.target[shot.alpha == 255]
    assert 200 < inside.mean() < 230


def test_dark_products_are_lifted_and_bright_ones_held() -> None:
    alpha = disc()
    flat = alpha[..., None] * np.ones(3)
    assert studio_exposure(flat * 0.01, alpha) == 1.0  # a stop at most
    assert studio_exposure(flat * 0.15, alpha) == pytest.approx(np.log2(0.22 / 0.15), abs=1e-6)
    assert studio_exposure(flat * 0.5, alpha) == 0.0
    assert studio_exposure(flat * 0.5, np.zeros_like(alpha)) == 0.0
    # A bright middle with a grey outline is held by its highlights alone.
    spot = np.where(gaussian_blur(alpha, 8.0) > 0.999, 1.4, 0.4)[..., None] * flat
    assert studio_exposure(spot, alpha) == pytest.approx(np.log2(0.96 / 1.4), abs=1e-3)


def test_the_rim_light_is_held_where_the_outline_is_pale() -> None:
    alpha = disc()
    flat = alpha[..., None] * np.ones(3)
    gains = {"dome": 1.0, "rim": 1.2}
    dark = hold_rim({"dome": 0.1 * flat, "rim": 0.1 * flat}, alpha, gains)
    pale = hold_rim({"dome": 0.6 * flat, "rim": 0.3 * flat}, alpha, gains)
    assert dark == gains
    assert pale["dome"] == 1.0 and pale["rim"] == pytest.approx(0.25 * 1.2)
    assert outline_level(flat * 0.4, alpha) == pytest.approx(0.4)
    assert outline_level(flat, np.zeros_like(alpha)) == 0.0
