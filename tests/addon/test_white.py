"""The packshot on white: what the dataset format promises of every pixel of it."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.picture.develop import develop
from blender_addon.picture.white import clean_shadow, lay_on_white


def _disc(size: int, radius: float) -> np.ndarray:
    """An anti-aliased disc's coverage [size, size], by averaging 8×8 samples a pixel."""
    grid = (np.arange(size * 8) + 0.5) / 8 - size / 2
    inside = np.hypot(grid[:, None], grid[None, :]) < radius
    return inside.reshape(size, 8, size, 8).mean(axis=(1, 3))


def _scene(size: int = 96, value: float = 0.05) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    alpha = _disc(size, size / 4)
    rng = np.random.default_rng(5)
    light = alpha[..., None] * np.array([value, value * 1.5, value * 2])
    ring = np.clip(1.2 - np.abs(np.hypot(*np.indices((size, size)) - size / 2) - size / 4) / 8, 0, 1)
    shadow = np.clip(0.6 * ring + rng.normal(0, 0.05, ring.shape), 0, 1)
    return light, alpha, shadow


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_the_formats_promises_hold(curve: str) -> None:
    light, alpha, shadow = _scene()
    shot = lay_on_white(light, alpha, shadow, 0.5, (1.1, 1.0, 0.9), curve)
    nothing, solid = shot.alpha == 0, shot.alpha == 255
    assert nothing.any() and solid.any() and (~nothing & ~solid).any()
    assert (shot.target[nothing] == (255 - shot.shadow)[nothing][:, None]).all()
    assert np.array_equal(shot.target[solid], develop(light, 0.5, (1.1, 1.0, 0.9), curve)[solid])
    assert np.array_equal(shot.alpha, np.round(alpha * 255))
    for edge in (shot.target[0], shot.target[-1], shot.target[:, 0], shot.target[:, -1]):
        assert (edge == 255).all()
    assert shot.shadow[nothing].max() > 60  # and there is a shadow to speak of


@pytest.mark.parametrize("value", [0.002, 0.05, 0.4, 3.0])
def test_no_halo_around_the_product(value: float) -> None:
    light, alpha, _ = _scene(value=value)
    shot = lay_on_white(light, alpha, np.zeros(alpha.shape))
    core = shot.target[48, 48].astype(int)
    # Every pixel of the edge lies between the product's colour and white, exactly on the line between both.
    expected = np.round(alpha[..., None] * core + (1 - alpha[..., None]) * 255)
    assert np.abs(shot.target - expected).max() <= 1


def test_noise_between_light_and_alpha_leaves_no_specks() -> None:
    light, alpha, _ = _scene(value=0.3)
    rng = np.random.default_rng(0)
    thin = (alpha > 0) & (alpha < 0.2)
    light[thin] *= rng.uniform(0.0, 3.0, (int(thin.sum()), 1))
    shot = lay_on_white(light, alpha, np.zeros(alpha.shape))
    core = shot.target[48, 48].astype(int)
    expected = alpha[..., None] * core + (1 - alpha[..., None]) * 255
    assert np.abs(shot.target - expected)[thin].max() < 16


def test_broken_light_does_not_reach_the_picture() -> None:
    light, alpha, shadow = _scene()
    light[48, 48], shadow[10, 10] = np.nan, np.nan
    light[40, 48] = np.inf
    shot = lay_on_white(light, alpha, shadow)
    assert shot.target[48, 48].tolist() == [0, 0, 0]
    assert shot.target[40, 48].tolist() == [255, 255, 255]
    assert shot.target[2, 2].tolist() == [255, 255, 255]


def test_shadow_loses_its_noise_and_keeps_its_depth() -> None:
    size = 128
    rng = np.random.default_rng(2)
    faint = np.clip(rng.normal(0.0, 0.012, (size, size)), 0, 1)
    assert (clean_shadow(faint, np.zeros((size, size))) == 0).mean() > 0.9
    level = np.clip(0.5 + rng.normal(0, 0.1, (size, size)), 0, 1)
    clean = clean_shadow(level, np.zeros((size, size)))[32:96, 32:96]
    assert clean.std() < 0.06
    assert clean.mean() == pytest.approx((0.5 - 2 / 255) / (1 - 2 / 255), abs=0.01)


def test_shadow_fades_toward_the_border() -> None:
    clean = clean_shadow(np.ones((100, 140)), np.zeros((100, 140)))
    assert (clean[0] == 0).all() and (clean[:, -1] == 0).all()
    assert clean[50, 70] == pytest.approx(1.0)
    assert (np.diff(clean[:20, 70]) >= 0).all() and np.diff(clean[:20, 70]).max() < 0.25


def test_what_the_product_hides_does_not_darken_the_ground() -> None:
    alpha = np.zeros((64, 64))
    alpha[20:44, 20:44] = 1
    shadow = np.where(alpha > 0, 1.0, 0.0)  # a renderer's rubbish where the ground is not seen
    assert clean_shadow(shadow, alpha)[alpha == 0].max() == 0.0


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="expected"):
        lay_on_white(np.zeros((4, 4, 3)), np.zeros((4, 5)), np.zeros((4, 4)))
