"""Movements: picture and maps stay aligned, normals turn with them, the product stays in the picture."""

import math
import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from trainlib.data.geometry import Geometry, GeometryRanges, arrange, draw_geometry, resize
from trainlib.data.transforms import GEOMETRY, Augmentation, photo_effects

REPOSITORY = Path(__file__).parents[2]
ALL = (0, 0, 65, 65)


def spot(x: int, y: int, size: int = 65) -> np.ndarray:
    """A soft white dot of 7 pixels across."""
    yy, xx = np.mgrid[0:size, 0:size]
    dot: np.ndarray = np.round(255 * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / 8)).astype(np.uint8)
    return dot


def centre(image: np.ndarray) -> tuple[float, float]:
    yy, xx = np.mgrid[0 : image.shape[0], 0 : image.shape[1]]
    weight = image.astype(float)
    return float((weight * xx).sum() / weight.sum()), float((weight * yy).sum() / weight.sum())


def sample_maps(alpha: np.ndarray) -> dict[str, np.ndarray]:
    """Maps that all tell where the product is: picture and target by colour, depth and shadow by value."""
    a = alpha.astype(np.float64)[..., None] / 255
    normal = np.broadcast_to([0.6, 0.0, 0.8], (*alpha.shape, 3))
    return {
        "picture": np.round(255 * a * [1, 1, 1]).astype(np.uint8),
        "target": np.round(255 * (1 - a) + 0 * a * [1, 1, 1]).astype(np.uint8),
        "alpha": alpha,
        "shadow": alpha,
        "depth": (65535 - alpha.astype(np.uint16) * 257),
        "normal": np.round((normal + 1) / 2 * 255).astype(np.uint8),
    }


def test_a_flip_mirrors_pixels_and_negates_x() -> None:
    geometry = Geometry(True, 0.0, 1.0, ALL)
    assert centre(geometry.move(spot(10, 20))) == pytest.approx((54, 20), abs=0.05)
    turned = geometry.turn(np.array([[[0.6, 0.3, 0.7]]]))
    np.testing.assert_allclose(turned[0, 0], [-0.6, 0.3, 0.7])


def test_a_quarter_turn_counter_clockwise() -> None:
    geometry = Geometry(False, math.pi / 2, 1.0, ALL)
    # What was right of the centre (32, 32) comes to lie above it; a normal that pointed right points up.
    assert centre(geometry.move(spot(50, 32))) == pytest.approx((32, 14), abs=0.1)
    np.testing.assert_allclose(geometry.turn(np.array([[[1.0, 0, 0]]]))[0, 0], [0, 1, 0], atol=1e-9)


def test_scale_moves_away_from_the_centre() -> None:
    geometry = Geometry(False, 0.0, 1.5, ALL)
    assert centre(geometry.move(spot(40, 32))) == pytest.approx((44, 32), abs=0.15)


def test_a_sphere_s_normals_stay_a_sphere_s() -> None:
    """A moved ball's normals still point away from its centre: to the right on the right, up above."""
    y, x = (np.mgrid[0:129, 0:129] - 64.0) / 40
    inside = x**2 + y**2 < 0.95
    ball = np.stack([x, -y, np.sqrt(np.maximum(1 - x**2 - y**2, 0))], -1)
    ball[~inside] = [0, 0, 1]
    maps = {
        "normal": np.round((ball + 1) / 2 * 255).astype(np.uint8),
        "alpha": (255 * inside).astype(np.uint8),
    }
    for flip in (False, True):
        geometry = Geometry(flip, math.radians(25), 1.0, (0, 0, 129, 129))
        moved = arrange(maps, geometry, (129, 129))
        middle = moved["alpha"] == 255
        np.testing.assert_allclose(moved["normal"][middle], ball[middle], atol=0.06)


def test_every_map_moves_alike() -> None:
    alpha = np.zeros((96, 96), np.uint8)
    cv2.ellipse(alpha, (52, 40), (14, 22), 20, 0, 360, 255, -1, cv2.LINE_AA)
    rng = np.random.default_rng(0)
    for _ in range(20):
        geometry = draw_geometry(alpha, GEOMETRY["strong"], rng)
        moved = arrange(sample_maps(alpha), geometry, (64, 64))
        reference = moved["alpha"].astype(float)
        for name in ("picture", "shadow"):
            image = moved[name] if moved[name].ndim == 2 else moved[name][..., 0]
            assert np.abs(image.astype(float) - reference).max() <= 2, name
        assert np.abs(255 - moved["target"][..., 0].astype(float) - reference).max() <= 2
        assert np.abs((65535.0 - moved["depth"]) / 257 - reference).max() <= 2


def test_a_moved_product_is_whole_and_its_surroundings_clear() -> None:
    alpha = np.zeros((96, 96), np.uint8)
    cv2.rectangle(alpha, (8, 30), (70, 80), 255, -1)
    rng = np.random.default_rng(1)
    ranges = GeometryRanges(0.5, 20, (0.8, 1.6), 0.5)
    seen = set()
    for _ in range(100):
        geometry = draw_geometry(alpha, ranges, rng)
        moved = geometry.move(alpha)
        share = moved.astype(float).sum() / 255 / geometry.scale**2 / (63 * 51)
        assert share == pytest.approx(1, abs=0.03), "part of the product has left the picture"
        target = geometry.move(255 - alpha)
        assert np.abs(moved.astype(int) + target - 255).max() <= 1
        seen.add(geometry.window[2:])
    assert len(seen) > 20, "crops differ"
    assert all(abs(width - height) <= 1 for width, height in seen), "crops keep the proportions"


def test_a_picture_of_other_proportions_is_padded_not_stretched() -> None:
    wide = np.zeros((40, 80), np.uint8)
    wide[10:30, 30:50] = 255
    square = resize(wide, (40, 40))
    # A 20 × 20 square of an 80 × 80 field at half size: 10 × 10.
    assert square.shape == (40, 40)
    assert square.astype(float).sum() / 255 == pytest.approx(100)
    assert centre(square) == pytest.approx((19.5, 19.5), abs=0.01)


def test_averaged_normals_have_unit_length() -> None:
    checker = np.zeros((64, 64, 3), np.uint8)
    checker[:] = np.round((np.array([0.8, 0, 0.6]) + 1) / 2 * 255)
    checker[:, ::2] = np.round((np.array([-0.8, 0, 0.6]) + 1) / 2 * 255)
    normal = arrange({"normal": checker}, None, (32, 32))["normal"]
    np.testing.assert_allclose(normal, np.broadcast_to([0, 0, 1], normal.shape), atol=0.02)


def test_light_effects_keep_the_hue() -> None:
    effects = photo_effects("light")
    colour = np.full((64, 64, 3), (200, 80, 60), np.uint8)
    hue = cv2.cvtColor(colour, cv2.COLOR_RGB2HSV)[0, 0, 0]
    for seed in range(30):
        effects.set_random_seed(seed)
        mean = effects(image=colour)["image"].mean((0, 1))
        moved = cv2.cvtColor(np.round(mean).astype(np.uint8)[None, None], cv2.COLOR_RGB2HSV)[0, 0, 0]
        assert abs(int(moved) - int(hue)) <= 2  # of 180


def test_effects_change_the_input_alone() -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[20:40, 20:40] = 255
    rng = np.random.default_rng(0)
    maps = sample_maps(alpha)
    changed = 0
    for _ in range(20):
        moved = Augmentation("strong")(maps, (64, 64), rng)
        levels = set(np.unique(moved["normal"].round(1)[..., 2]))
        assert levels == {np.float32(0.8)}
        assert np.abs(255 - moved["target"][..., 0].astype(int) - moved["alpha"]).max() <= 2
        changed += np.abs(moved["picture"][..., 0].astype(int) - moved["alpha"]).max() > 10
    assert changed > 10


def test_the_same_numbers_give_the_same_sample() -> None:
    maps = sample_maps(spot(30, 30))
    augmentation = Augmentation("strong")
    one = augmentation(maps, (64, 64), np.random.default_rng(4))
    augmentation(maps, (64, 64), np.random.default_rng(9))
    two = augmentation(maps, (64, 64), np.random.default_rng(4))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_albumentations_has_one_door() -> None:
    importers = [
        path.relative_to(REPOSITORY).as_posix()
        for path in sorted((REPOSITORY / "trainlib").rglob("*.py"))
        if re.search(r"^\s*(import|from) albumentations", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importers == ["trainlib/data/transforms.py"]
