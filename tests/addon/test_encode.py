"""Depth, normals, foreground and the checks of a sample."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.colour import encode_srgb
from blender_addon.picture.encode import encode_depth, encode_normals, estimate_foreground, to_camera_space


def test_depth_comes_back_in_metres() -> None:
    depth = np.full((40, 40), 4.0)
    depth[10:30, 10:30] = np.linspace(1.5, 2.5, 20)
    depth[0, :10] = 1e10
    depth[0, 10:14] = [np.nan, np.inf, 0.0, -1.0]
    product = np.zeros(depth.shape, bool)
    product[10:30, 10:30] = True
    found = encode_depth(depth, product)
    metres = found.near_m + found.image / 65535 * (found.far_m - found.near_m)
    assert 0 < found.near_m < 1.5 and found.far_m > 4.0
    assert (found.image[0, :14] == 65535).all()
    real = np.ones(depth.shape, bool)
    real[0, :14] = False
    assert np.abs(metres - depth)[real].max() < 1e-4
    assert (found.image[real] < 65535).all()


def test_a_far_view_does_not_cost_the_products_depth() -> None:
    depth = np.full((40, 40), 900.0)
    depth[10:30, 10:30] = 2.0
    product = depth == 2.0
    found = encode_depth(depth, product)
    assert found.far_m < 40
    assert (found.image[~product] == 65535).all()
    assert (found.image[product] > 0).all() or found.near_m <= 2.0


def test_depth_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no pixel of the product"):
        encode_depth(np.full((4, 4), 1e10), np.ones((4, 4), bool))


def test_normals_by_hand() -> None:
    normals = np.array([[[0, 0, 1], [1, 0, 0], [0, -1, 0], [0, 0, 0], [0, 0, 0], [0.3, 0, 0.3]]], float)
    product = np.array([[True, True, True, True, False, True]])
    coded = encode_normals(normals, product)
    assert coded[0].tolist() == [
        [128, 128, 255],
        [255, 128, 128],
        [128, 0, 128],
        [128, 128, 255],  # the product has none here: it faces the camera
        [128, 128, 128],
        [218, 128, 218],  # (1/√2 + 1) / 2 · 255 = 217.66
    ]


def test_camera_space_by_hand() -> None:
    # A camera at -y that looks along +y with z up: its right is +x, its up is +z, and its own +z is -y.
    matrix = [[1, 0, 0, 0], [0, 0, -1, -5], [0, 1, 0, 0], [0, 0, 0, 1]]
    world = np.array([[[0, -1, 0], [1, 0, 0], [0, 0, 1]]], float)
    assert to_camera_space(world, matrix)[0].tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_foreground_carries_the_products_colour_outward() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[...] = (0, 0, 200)
    picture[8:24, 8:24] = (200, 40, 0)
    alpha = np.zeros((32, 32), np.uint8)
    alpha[8:24, 8:24] = 100
    alpha[9:23, 9:23] = 255
    picture[alpha == 100] = (80, 16, 120)  # mixed with the blue behind it
    found = estimate_foreground(picture, alpha)
    assert np.abs(found.astype(int) - (200, 40, 0)).max() <= 1
    assert estimate_foreground(picture, np.zeros_like(alpha)) is picture


SIZE = 128


def disc(radius: float = 0.3) -> np.ndarray:
    grid = (np.arange(SIZE * 4) + 0.5) / 4 / SIZE - 0.5
    inside = np.hypot(grid[:, None], grid[None, :]) < radius
    return inside.reshape(SIZE, 4, SIZE, 4).mean(axis=(1, 3))


def test_the_foreground_is_nearer_to_the_product_than_the_mixed_pixel_is() -> None:
    alpha = disc()
    alpha8 = np.round(255 * alpha).astype(np.uint8)
    ramp = np.linspace(0.2, 0.9, SIZE)[None, :, None]
    own = np.broadcast_to(np.concatenate([ramp, 0.4 * ramp, 0.1 * np.ones_like(ramp)], -1), (SIZE, SIZE, 3))
    rng = np.random.default_rng(0)
    behind = rng.uniform(0.2, 1.0, (SIZE, SIZE, 3)) * np.array([0.1, 0.5, 1.0])
    mixed = np.round(255 * encode_srgb(own * alpha[..., None] + behind * (1 - alpha[..., None]))).astype(np.uint8)
    truth = 255 * encode_srgb(np.array(own))
    edge = (alpha8 > 0) & (alpha8 < 255)
    found = estimate_foreground(mixed, alpha8)
    off = np.abs(found - truth)[edge].mean()
    assert off < 6 < 30 < np.abs(mixed - truth)[edge].mean()
    assert np.array_equal(found[alpha8 == 255], mixed[alpha8 == 255])
