"""Movements: image and maps stay aligned, normals turn with them, the product stays in the image."""

import re
from pathlib import Path
from typing import Any

import albumentations as A
import cv2
import numpy as np
import pytest

from trainlib.data.camera import darken_outwards, exposure_table
from trainlib.data.device import unit_normals
from trainlib.data.geometry import INTERPOLATIONS, PRODUCT, resize, turn_normals
from trainlib.data.samples import to_tensor
from trainlib.data.transforms import MAPS, STRENGTHS, Augmentation, Crop, Flip, Move, movements, photo_effects

REPOSITORY = Path(__file__).parents[2]
LINEAR = {
    "interpolation": cv2.INTER_LINEAR,
    "mask_interpolation": cv2.INTER_LINEAR,
    "border_mode": cv2.BORDER_REPLICATE,
    "keep_ratio": True,
    "p": 1.0,
}


def move(maps: dict[str, np.ndarray], *steps: A.BasicTransform, seed: int = 0) -> dict[str, np.ndarray]:
    """Maps put through movements as `Augmentation` puts them."""
    compose = A.Compose(list(steps), additional_targets=dict.fromkeys(MAPS, "mask"), seed=seed)
    others = {name: image for name, image in maps.items() if name != "image"}
    moved: dict[str, Any] = compose(image=maps["image"], **others)
    moved["image"] = moved.pop("image")
    return moved


def turn(degrees: float, scale: float = 1.0) -> Move:
    """A turn counter-clockwise as seen, as albumentations counts."""
    return Move(rotate=(degrees, degrees), scale=(scale, scale), **LINEAR)


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
    """Maps that all tell where the product is: image and target by colour, depth and shadow by value."""
    a = alpha.astype(np.float64)[..., None] / 255
    normal = np.broadcast_to([0.6, 0.0, 0.8], (*alpha.shape, 3))
    return {
        "image": np.round(255 * a * [1, 1, 1]).astype(np.uint8),
        "target": np.round(255 * (1 - a) + 0 * a * [1, 1, 1]).astype(np.uint8),
        "alpha": alpha,
        "shadow": alpha,
        "depth": (65535 - alpha.astype(np.uint16) * 257),
        "normal": np.round((normal + 1) / 2 * 255).astype(np.uint8),
    }


def test_a_flip_mirrors_pixels_and_negates_x() -> None:
    maps = sample_maps(spot(10, 20))
    moved = move(maps, Flip(p=1.0))
    for name in ("image", "alpha", "shadow"):
        np.testing.assert_array_equal(moved[name], maps[name][:, ::-1])
    assert centre(moved["alpha"]) == pytest.approx((54, 20), abs=0.05)
    assert moved["normal"][5, 5].tolist() == pytest.approx([255 - 204, 128, 230], abs=1)


def test_a_quarter_turn() -> None:
    # What was right of the centre (32, 32) comes to lie above it; a normal that pointed right points up.
    moved = move(sample_maps(spot(50, 32)), turn(90))
    assert centre(moved["alpha"]) == pytest.approx((32, 14), abs=0.1)
    x, y, z = moved["normal"][32, 32] / 255 * 2 - 1
    assert (x, y, z) == pytest.approx((0, 0.6, 0.8), abs=0.012)


def test_scale_moves_away_from_the_centre_and_turns_nothing() -> None:
    moved = move(sample_maps(spot(40, 32)), turn(0, 1.5))
    assert centre(moved["alpha"]) == pytest.approx((44, 32), abs=0.15)
    assert np.abs(moved["normal"].astype(int) - sample_maps(spot(40, 32))["normal"]).max() <= 1


def test_normals_turn_by_the_angle_of_the_image() -> None:
    """A direction drawn into the image and the normal that points that way turn alike."""
    for angle, mirror, size in [(0.3, 1, 1.0), (-1.2, 1, 1.7), (0.8, -1, 0.6)]:
        cosine, sine = np.cos(angle), np.sin(angle)
        linear = size * np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([mirror, 1.0])
        arrow = np.array([0.6, -0.5])  # pixels: right and up
        normal = np.array([0.6, 0.5, np.sqrt(1 - 0.61)])
        levels = np.round((normal + 1) / 2 * 255).astype(np.uint8)[None, None]
        turned = turn_normals(levels, linear)[0, 0] / 255 * 2 - 1
        pointed = linear @ arrow / size
        np.testing.assert_allclose(turned, [pointed[0], -pointed[1], normal[2]], atol=0.012)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_sphere_s_normals_stay_a_sphere_s(mirrored: bool) -> None:
    """A moved ball's normals still point away from its centre: to the right on the right, up above."""
    y, x = (np.mgrid[0:129, 0:129] - 64.0) / 40
    inside = x**2 + y**2 < 0.95
    ball = np.stack([x, -y, np.sqrt(np.maximum(1 - x**2 - y**2, 0))], -1)
    ball[~inside] = [0, 0, 1]
    maps = {
        "image": np.zeros((129, 129, 3), np.uint8),
        "normal": np.round((ball + 1) / 2 * 255).astype(np.uint8),
        "alpha": (255 * inside).astype(np.uint8),
    }
    moved = move(maps, Flip(p=float(mirrored)), turn(25))
    middle = moved["alpha"] == 255
    np.testing.assert_allclose(moved["normal"][middle] / 255 * 2 - 1, ball[middle], atol=0.06)


def test_every_map_moves_alike() -> None:
    alpha = np.zeros((96, 96), np.uint8)
    cv2.ellipse(alpha, (52, 40), (14, 22), 20, 0, 360, 255, -1, cv2.LINE_AA)
    maps = sample_maps(alpha) | {"light": np.repeat(alpha[..., None] / np.float32(255), 6, axis=-1)}
    for seed in range(20):
        moved = move(maps, *movements("strong"), seed=seed)
        reference = moved["alpha"].astype(float)
        assert np.abs(reference[:90, :90] - alpha[:90, :90][: len(reference), : reference.shape[1]]).max() > 50
        for name in ("image", "shadow"):
            image = moved[name] if moved[name].ndim == 2 else moved[name][..., 0]
            assert np.abs(image.astype(float) - reference).max() <= 2, name
        assert np.abs(255 - moved["target"][..., 0].astype(float) - reference).max() <= 2
        assert np.abs((65535.0 - moved["depth"]) / 257 - reference).max() <= 2
        assert moved["light"].shape[-1] == 6
        assert np.abs(255 * moved["light"] - reference[..., None]).max() <= 2


def area(alpha: np.ndarray) -> float:
    return float(alpha.astype(float).sum() / 255)


def test_a_moved_product_is_whole_and_its_surroundings_clear() -> None:
    """Wherever it was drawn to go: its share is what the scale makes of it, and white stays around it."""
    alpha = np.zeros((96, 96), np.uint8)
    cv2.rectangle(alpha, (4, 30), (74, 90), 255, -1)
    maps = sample_maps(alpha)
    ranges = {"scale": (0.8, 1.9), "rotate": (-25, 25), "translate_percent": (-0.4, 0.4)}
    sizes = set()
    for seed in range(100):
        step = Move(**ranges, **LINEAR)
        moved = move(maps, step, seed=seed)
        factor = abs(np.linalg.det(step.params["matrix"][:2, :2]))
        assert area(moved["alpha"]) / factor / (71 * 61) == pytest.approx(1, abs=0.03), "part of it has left"
        cropped = move(moved, Crop(0.5), seed=seed)
        kept, whole = (np.where(image >= PRODUCT, image, 0) for image in (cropped["alpha"], moved["alpha"]))
        assert area(kept) == area(whole), "a crop cuts it"
        assert np.abs(cropped["alpha"].astype(int) + cropped["target"][..., 0] - 255).max() <= 1
        sizes.add(cropped["alpha"].shape)
    assert len(sizes) > 15, "crops differ"
    assert all(abs(width - height) <= 1 for width, height in sizes), "crops keep the proportions"


def test_a_product_that_fits_is_moved_as_drawn() -> None:
    step = Move(scale=(1.2, 1.2), rotate=(10, 10), translate_percent=(0.1, 0.1), **LINEAR)
    move(sample_maps(spot(32, 32)), step)
    expected = A.Affine(scale=(1.2, 1.2), rotate=(10, 10), translate_percent=(0.1, 0.1), **LINEAR)
    expected(image=spot(32, 32))
    np.testing.assert_allclose(step.params["matrix"], expected.params["matrix"], atol=1e-9)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_an_image_without_product_moves_too(strength: str) -> None:
    maps = sample_maps(np.zeros((64, 96), np.uint8))
    moved = Augmentation((32, 64), strength)(maps, np.random.default_rng(2))
    assert moved["image"].shape == (32, 64, 3)
    assert moved["alpha"].max() == 0


def test_an_image_of_other_proportions_is_padded_not_stretched() -> None:
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
    maps = sample_maps(spot(32, 32, 64)) | {"normal": checker}
    moved = Augmentation((32, 32))(maps, np.random.default_rng(0))
    assert moved["normal"][..., 2].max() < 210, "z is 0.6 still"
    normal = unit_normals(to_tensor(moved["normal"])[None])[0]
    np.testing.assert_allclose(normal[:2], 0, atol=0.02)
    np.testing.assert_allclose(normal[2], 1, atol=0.002)


def test_light_effects_keep_the_hue() -> None:
    effects = A.Compose(photo_effects("light"))
    colour = np.full((64, 64, 3), (200, 80, 60), np.uint8)
    hue = cv2.cvtColor(colour, cv2.COLOR_RGB2HSV)[0, 0, 0]
    for seed in range(30):
        effects.set_random_seed(seed)
        mean = effects(image=colour)["image"].mean((0, 1))
        moved = cv2.cvtColor(np.round(mean).astype(np.uint8)[None, None], cv2.COLOR_RGB2HSV)[0, 0, 0]
        assert abs(int(moved) - int(hue)) <= 2  # of 180


def test_exposure_is_counted_in_stops() -> None:
    """Level 188 is linear 0.503; one stop less is 0.252, level 137. White stays white with more light."""
    assert exposure_table(-1)[188] == 137
    assert exposure_table(0).tolist() == list(range(256))
    assert exposure_table(1)[200:].tolist() == [255] * 56


def test_a_lens_is_dark_in_the_corners_and_true_in_the_middle() -> None:
    grey = np.full((65, 97, 3), 200, np.uint8)
    seen = darken_outwards(grey, np.radians(30))
    assert seen[32, 48].tolist() == [200] * 3
    # cos⁴ 30° is 9/16 of the light.
    assert (seen[0, 0] / 200.0) ** 2.2 == pytest.approx(9 / 16, abs=0.01)
    assert np.array_equal(seen, seen[::-1, ::-1])


@pytest.mark.parametrize("strength", ["light", "strong"])
def test_every_effect_works_on_its_own(strength: str) -> None:
    """Each keeps shape and type, changes an image that has detail, and is the same for the same seed."""
    image = cv2.GaussianBlur(np.random.default_rng(0).integers(40, 215, (64, 64, 3)).astype(np.uint8), (0, 0), 1)
    for effect in photo_effects(strength):
        effect.p = 1.0
        seen = []
        for _ in range(2):
            compose = A.Compose([effect], seed=5)
            seen.append(compose(image=image)["image"])
        assert seen[0].shape == image.shape and seen[0].dtype == np.uint8
        assert np.array_equal(*seen), effect
        assert 0.1 < np.abs(seen[0].astype(float) - image).mean() < 60, effect


def test_steps_are_drawn_independently() -> None:
    """What befalls an image does not hang on whether it was mirrored, nor one effect on another."""
    augmentation, rng = Augmentation((32, 32), "light"), np.random.default_rng(0)
    maps = sample_maps(spot(16, 16, 32))
    drawn = []
    for _ in range(300):
        augmentation(maps, rng)
        drawn.append([bool(step.get_applied_params()) for step in augmentation.steps.transforms])
    rare = [share < 0.9 for share in np.mean(drawn, axis=0)]
    correlation = np.corrcoef(np.array(drawn, float)[:, rare].T)
    assert correlation.shape == (10, 10)  # a flip and nine effects
    assert np.abs(correlation - np.eye(10)).max() < 0.25


def test_effects_change_the_input_alone() -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[20:40, 20:40] = 255
    rng = np.random.default_rng(0)
    augmentation = Augmentation((64, 64), "strong")
    maps = sample_maps(alpha)
    changed = 0
    for _ in range(20):
        moved = augmentation(maps, rng)
        assert np.abs(moved["normal"][..., 2].astype(int) - 230).max() <= 1
        assert np.abs(255 - moved["target"][..., 0].astype(int) - moved["alpha"]).max() <= 2
        changed += np.abs(moved["image"][..., 0].astype(int) - moved["alpha"]).max() > 10
    assert changed > 5


def test_the_same_numbers_give_the_same_sample() -> None:
    maps = sample_maps(spot(30, 30))
    augmentation = Augmentation((64, 64), "strong")
    one = augmentation(maps, np.random.default_rng(4))
    augmentation(maps, np.random.default_rng(9))
    two = augmentation(maps, np.random.default_rng(4))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_albumentations_has_one_door() -> None:
    importers = [
        path.relative_to(REPOSITORY).as_posix()
        for path in sorted((REPOSITORY / "trainlib").rglob("*.py"))
        if re.search(r"^\s*(import|from) albumentations", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importers == ["trainlib/data/transforms.py"]


def test_a_picture_is_brought_to_size_by_the_named_interpolation() -> None:
    stripes = np.tile(np.array([[0, 0, 0, 255]], np.uint8), (8, 4))
    maps = {"image": np.dstack([stripes] * 3), "alpha": stripes}
    found = {
        name: Augmentation((2, 4), "none", name)(maps, np.random.default_rng(0))
        for name in ("area", "bilinear", "bicubic", "lanczos")
    }
    # By area each pixel is the mean of four, 255/4; bilinear looks at the middle two of the four alone.
    assert set(found["area"]["image"].ravel()) == {64}
    assert set(found["bilinear"]["image"].ravel()) == {0}
    for name in ("bicubic", "lanczos"):
        expected = cv2.resize(maps["image"], (4, 2), interpolation=INTERPOLATIONS[name])
        np.testing.assert_array_equal(found[name]["image"], expected)
    assert all(set(one["alpha"].ravel()) == {64} for one in found.values()), "a matte stays by area"
