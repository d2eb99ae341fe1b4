"""Depth, normals, foreground and the checks of a sample."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.checks import check_sample, fill, visible_share
from blender_addon.picture.encode import encode_depth, encode_normals, estimate_foreground, to_camera_space
from blender_addon.spec import ChecksSpec


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


def _sample() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    alpha = np.zeros((100, 200), np.uint8)
    alpha[20:70, 40:80] = 255
    alpha[19, 40:80] = 128
    shown = rng.integers(20, 200, (100, 200, 3)).astype(np.uint8)
    target = np.where(alpha[..., None] > 0, shown, 255).astype(np.uint8)
    return shown, target, alpha


def test_measures_by_hand() -> None:
    shown, target, alpha = _sample()
    checks, failures = check_sample(shown, target, alpha, 0.97, ChecksSpec())
    assert failures == []
    assert checks["coverage"] == pytest.approx((50 * 40 + 40 * 128 / 255) / 20000)
    assert checks["fill"] == pytest.approx(51 / 100)  # 51 of 100 rows are more than 40 of 200 columns
    assert checks["in_frame"] is True and checks["visible"] == 0.97 and checks["edges"] == 40
    assert checks["brightness"] == pytest.approx(shown.mean() / 255)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("tiny", "coverage: 0.001 is below 0.010"),
        ("border", "in frame: the product touches"),
        ("hard", "edges: alpha has no"),
        ("dark", "brightness: 0.004 is below 0.080"),
        ("hidden", "visible: 0.500 is below 0.900"),
        ("blown", "clipped: 0.950 is above 0.600"),
        ("white", "target clipped: 1.000 is above 0.600"),
        ("flat", "flat target's product: mean 90.0, spread 0.0"),
    ],
)
def test_each_failure_is_found_and_named(change: str, reason: str) -> None:
    shown, target, alpha = _sample()
    visible = 1.0
    if change == "tiny":
        alpha[...] = 0
        alpha[40:42, 40:50] = 255
    elif change == "border":
        alpha[40, :41] = 255
    elif change == "hard":
        alpha[alpha == 128] = 0
    elif change == "dark":
        shown[...] = 1
    elif change == "hidden":
        visible = 0.5
    elif change == "blown":
        shown[:95] = 255
    elif change == "white":
        target[...] = 255
    elif change == "flat":
        target[alpha == 255] = 90
    _, failures = check_sample(shown, target, alpha, visible, ChecksSpec())
    assert any(f.startswith(reason) for f in failures), failures


def test_an_empty_picture_fails_and_does_not_raise() -> None:
    shown, target, alpha = _sample()
    checks, failures = check_sample(shown, target, np.zeros_like(alpha), 0.0, ChecksSpec())
    assert checks["fill"] == 0.0 and any(f.startswith("coverage") for f in failures)
    assert fill(np.zeros((4, 4), np.uint8)) == 0.0


def test_visible_share() -> None:
    whole = np.array([[1.0, 1.0, 0.5, 0.0]])
    assert visible_share(whole, whole) == 1.0
    assert visible_share(np.array([[1.0, 0.0, 0.5, 1.0]]), whole) == pytest.approx(1.5 / 2.5)
    assert visible_share(whole, np.zeros((1, 4))) == 0.0
