"""Develop and metering, against values worked out by hand and the colour science they claim."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from blender_addon.picture.develop import develop, luminance, tone, untone
from blender_addon.picture.metering import meter_exposure


def _grey(value: float) -> np.ndarray:
    return np.full((1, 1, 3), value, np.float32)


@pytest.mark.parametrize(
    ("value", "curve", "expected"),
    [
        (0.0, "srgb", 0),
        (1.0, "srgb", 255),
        (7.0, "srgb", 255),
        (-1.0, "srgb", 0),
        (0.0031308, "srgb", 10),  # 12.92 · 0.0031308 · 255 = 10.31
        (0.18, "srgb", 118),  # 1.055 · 0.18^(1/2.4) − 0.055 = 0.46135
        (0.5, "srgb", 188),  # the well-known byte of half the light
        (0.0, "film", 0),
        (0.18, "film", 141),  # 0.086724 / 0.324932 = 0.266899 → 0.553636
        (1.0, "film", 232),  # 2.54 / 3.16 = 0.803797 → 0.90823, 231.6 of 255
        (1e30, "film", 255),  # 2.51 / 2.43 > 1
        (float("inf"), "film", 255),
    ],
)
def test_known_values(value: float, curve: str, expected: int) -> None:
    assert develop(_grey(value), curve=curve).tolist() == [[[expected] * 3]]


def test_exposure_doubles_and_white_balance_is_red_green_blue() -> None:
    picture = develop(_grey(0.125), exposure_ev=2.0, white_balance=(2.0, 1.0, 0.0))
    assert picture.tolist() == [[[255, 188, 0]]]


def test_unknown_curve_is_named() -> None:
    with pytest.raises(ValueError, match="'filmic' is neither"):
        develop(_grey(0.5), curve="filmic")  # type: ignore[arg-type]


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_untone_is_the_inverse_of_tone(curve: str) -> None:
    for value in (0.01, 0.18, 0.5, 0.9):
        again = tone(_grey(untone(value, curve)), 0.0, (1, 1, 1), curve)
        assert again[0, 0, 0] == pytest.approx(value, rel=1e-6)


def test_luminance_agrees_with_opencv() -> None:
    light = np.random.default_rng(0).random((4, 5, 3), np.float32)
    y = cv2.cvtColor(light, cv2.COLOR_RGB2XYZ)[..., 1]
    assert luminance(light) == pytest.approx(y, abs=1e-4)


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_a_grey_card_comes_out_mid_grey(curve: str) -> None:
    for level in (0.001, 0.18, 900.0):
        ev = meter_exposure(np.full((8, 8, 3), level), curve=curve)
        assert abs(int(develop(np.full((1, 1, 3), level), ev, curve=curve)[0, 0, 0]) - 118) <= 1


def test_metering_follows_the_log_average() -> None:
    light = np.full((2, 2, 3), 0.18)
    light[0] *= 4  # two stops up on half the picture: one stop on average
    assert meter_exposure(light) == pytest.approx(-1.0, abs=1e-6)


def test_a_hot_window_hardly_darkens_the_room() -> None:
    room = np.full((10, 10, 3), 0.18)
    room[:2] = 1e4  # a fifth of the picture; the plain log-average would close the lens by 3.2 EV
    assert -0.51 <= meter_exposure(room) < -0.4


def test_metering_passes_over_black_and_broken_pixels() -> None:
    light = np.full((10, 10, 3), 0.18)
    light[:7] = 0
    light[9] = np.nan
    assert meter_exposure(light) == pytest.approx(0.0, abs=1e-6)
    assert meter_exposure(np.zeros((4, 4, 3))) == 0.0


def test_weights_choose_what_is_metered() -> None:
    light = np.full((4, 4, 3), 0.18)
    light[:2] *= 2
    weights = np.zeros((4, 4))
    weights[:2] = 1
    assert meter_exposure(light, weights) == pytest.approx(-1.0, abs=1e-6)
