"""The product's own colours without what shines in from behind it, and the product on white."""

import numpy as np
import pytest
from pymatting import estimate_foreground_ml

from trainlib.inference import foreground


def test_foreground_has_no_halo() -> None:
    # A red product against a green wall, with a soft edge: mixed pixels are brown, the product is red.
    ramp = np.clip((np.arange(64) - 28) / 8, 0, 1)
    alpha = np.tile(ramp, (64, 1)).astype(np.float32)
    red, green = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.8, 0.1])
    photo = (alpha[..., None] * red + (1 - alpha[..., None]) * green).astype(np.float32)
    colours = foreground.estimate_foreground(photo, alpha)
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(colours[edge] - red).max() < 0.08
    assert np.abs(photo[edge] - red).max() > 0.4


def test_a_large_product_is_estimated_on_a_reduced_copy_without_halo(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stripes a pixel wide on the product, which a copy of a quarter of the side has lost.
    monkeypatch.setattr(foreground, "COLOUR_PIXELS", 128 * 128 // 16)
    alpha = np.tile(np.clip((np.arange(128) - 56) / 16, 0, 1), (128, 1)).astype(np.float32)
    product = np.where(np.arange(128)[:, None, None] % 2, [0.8, 0.1, 0.1], [0.6, 0.1, 0.1]) + np.zeros((128, 128, 3))
    photo = (alpha[..., None] * product + (1 - alpha[..., None]) * [0.1, 0.8, 0.1]).astype(np.float32)
    colours = foreground.estimate_foreground(photo, alpha)
    off = np.abs(colours - product).max(axis=2)
    assert off[alpha == 1].max() < 1e-6
    assert off[(alpha > 0.3) & (alpha < 1)].max() < 0.12 and off[(alpha > 0.9) & (alpha < 1)].max() < 0.04
    assert np.abs(photo - product)[alpha < 0.5].max() > 0.35


def test_foreground_beyond_the_products_box_is_its_edge_going_on() -> None:
    # A soft disc in the corner of a large photo: near it as when the whole photo is looked at, beyond it one colour.
    y, x = np.mgrid[:300, :400].astype(np.float32)
    alpha = np.clip((60 - np.hypot(y - 80, x - 90)) / 8, 0, 1)
    red, green = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.8, 0.1])
    photo = (alpha[..., None] * red + (1 - alpha[..., None]) * green).astype(np.float32)
    colours = foreground.estimate_foreground(photo, alpha)
    assert colours.shape == photo.shape
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(colours[edge] - red).max() < 0.08
    assert np.abs(colours - estimate_foreground_ml(photo, alpha))[alpha > 0.05].max() < 0.05
    assert (colours[190:, 200] == colours[172, 181]).all() and (colours[80, 190:] == colours[80, 181]).all()


def test_white_by_hand() -> None:
    colour = np.array([[[10, 100, 255], [10, 100, 255], [10, 100, 255]]], np.uint8)
    alpha = np.array([[0, 0.2, 1]], np.float32)
    # 255 - 0.2 * 245 = 206; 255 - 0.2 * 155 = 224.
    expected = [[[255, 255, 255], [206, 224, 255], [10, 100, 255]]]
    assert foreground.lay_on_white(colour, alpha).tolist() == expected
