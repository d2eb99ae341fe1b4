"""What is measured of a sample, and that each thing wrong with one is found and named."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from blender_addon.picture.checks import Measured, check_photo, check_target, fill, stray_share, visible_share
from blender_addon.picture.reasons import REASONS
from blender_addon.spec import ChecksSpec


def _sample() -> tuple[Measured, np.ndarray]:
    """A photo, and its target."""
    rng = np.random.default_rng(0)
    alpha = np.zeros((100, 200), np.uint8)
    alpha[20:70, 40:80] = 255
    alpha[19, 40:80] = 128
    shown = rng.integers(20, 200, (100, 200, 3)).astype(np.uint8)
    target = np.where(alpha[..., None] > 0, shown, 255).astype(np.uint8)
    return Measured(shown, alpha, alpha / 255.0, 0.5), target


def test_measures_by_hand() -> None:
    sample, target = _sample()
    checks, failures = check_photo(sample, ChecksSpec())
    assert failures == []
    of_target, failures = check_target(target, sample.alpha, ChecksSpec())
    assert failures == [] and of_target["target_clipped"] == 0.0
    assert of_target["target_brightness"] == pytest.approx(target[20:70, 40:80].mean() / 255)
    assert checks["coverage"] == pytest.approx((50 * 40 + 40 * 128 / 255) / 20000)
    assert checks["solid"] == 0.1
    assert checks["fill"] == pytest.approx(51 / 100)  # 51 of 100 rows are more than 40 of 200 columns
    assert checks["in_frame"] is True and checks["visible"] == 1.0 and checks["stray"] == 0.0
    assert checks["edges"] == 40 and checks["clipped"] == checks["product_clipped"] == 0.0
    assert checks["brightness"] == pytest.approx(sample.input.mean() / 255)
    assert checks["product_brightness"] == pytest.approx(sample.input[20:70, 40:80].mean() / 255)


PRODUCT = (slice(20, 70), slice(40, 80))


def _change_input(change: str, shown: np.ndarray, alpha: np.ndarray) -> None:
    if change == "tiny":
        alpha[...] = 0
        alpha[40:42, 40:50] = 255
    elif change == "glass":
        alpha[alpha == 255] = 200
    elif change == "huge":
        alpha[1:99, 1:199] = 255
        alpha[1, 1:199] = 128
    elif change == "border":
        alpha[40, :41] = 255
    elif change == "hard":
        alpha[alpha == 128] = 0
    elif change == "dark":
        shown[...] = 1
    elif change == "product dark":
        shown[PRODUCT] = 5
        shown[PRODUCT][::2] += 1
    elif change == "bright":
        shown[...] = 245
    elif change == "blown":
        shown[:70] = 255
    elif change == "product burnt":
        shown[20:40, 40:80] = 254
    elif change == "grey":
        shown[...] = 120


def _changed_view(change: str, seen: np.ndarray | None, drawn: float) -> tuple[np.ndarray | None, float]:
    if change == "hidden":
        seen = np.array(seen)
        seen[:, 60:] = 0
    elif change == "moved":
        seen = np.roll(seen, 80, axis=1)
    elif change == "sunken":
        drawn = 1.0
    elif change == "grown":
        drawn = 0.4
    return seen, drawn


def _change_target(change: str, target: np.ndarray) -> None:
    if change == "white":
        target[20:30, 40:80] = 255
    elif change == "pale":
        target[PRODUCT] = 250
        target[20:45, 40:80] = 245
    elif change == "black":
        target[PRODUCT] = 0
        target[20:25, 40:80] = 128
    elif change == "plain":
        target[PRODUCT] = 90


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("tiny", "too_small: coverage: 0.001 is below 0.006"),
        ("glass", "see_through: solid product: 0.000 is below 0.005"),
        ("huge", "too_large: coverage: 0.965 is above 0.850"),
        ("border", "cut_by_frame: the product touches"),
        ("hard", "hard_edge: alpha has no"),
        ("dark", "dark: brightness: 0.004 is below 0.080"),
        ("product dark", "dark: product's brightness in the input: 0.022 is below 0.040"),
        ("bright", "burnt: brightness: 0.961 is above 0.920"),
        ("blown", "burnt: clipped: 0.700 is above 0.600"),
        ("product burnt", "burnt: product's burnt share in the input: 0.400 is above 0.350"),
        ("hidden", "hidden: visible: 0.500 is below 0.900"),
        ("moved", "misaligned: stray product: 1.000 is above 0.030"),
        ("sunken", "not_as_drawn: fill over drawn fill: 0.510 is below 0.600"),
        ("grown", "not_as_drawn: fill over drawn fill: 1.275 is above 1.250"),
        ("white", "target_clipped: product's burnt share in the target: 0.200 is above 0.100"),
        ("pale", "target_clipped: product's brightness in the target: 0.971 is above 0.960"),
        ("black", "target_dark: product's brightness in the target: 0.050 is below 0.060"),
        ("plain", "target_flat: target's product: mean 90.0, spread 0.0"),
        ("grey", "flat: input: mean 120.0, spread 0.0"),
    ],
)
def test_each_failure_is_found_and_named(change: str, expected: str) -> None:
    sample, target = _sample()
    _change_input(change, sample.input, sample.alpha)
    _change_target(change, target)
    seen, drawn = _changed_view(change, sample.seen, sample.drawn_fill)
    failures = check_photo(Measured(sample.input, sample.alpha, seen, drawn), ChecksSpec())[1]
    failures += check_target(target, sample.alpha, ChecksSpec())[1]
    found = [str(failure) for failure in failures]
    assert any(text.startswith(expected) for text in found), found
    assert {failure.key for failure in failures} <= set(REASONS)
    if change in ("border", "hard", "product burnt", "hidden", "moved", "sunken", "grown", "white", "black", "plain"):
        others = {"moved": {"hidden"}}.get(change, set())
        assert {failure.key for failure in failures} - others == {expected.partition(":")[0]}


def test_faint_glass_is_no_stray() -> None:
    sample, _ = _sample()
    alpha = np.where(sample.alpha == 255, 8, sample.alpha).astype(np.uint8)  # seen through, but there
    assert stray_share(sample.alpha / 255.0, alpha / 255.0) == 0.0
    beside = np.zeros(alpha.shape)
    beside[PRODUCT] = beside[40, 150:160] = 1.0
    assert stray_share(beside, sample.alpha / 255.0) == pytest.approx(10 / 2010)
    assert stray_share(np.zeros((4, 4)), np.ones((4, 4))) == 0.0


def test_what_stands_in_front_makes_no_product_smaller() -> None:
    sample, _ = _sample()
    silhouette = sample.alpha / 255.0
    alpha = sample.alpha.copy()
    alpha[:45] = 0  # the upper half is hidden, and so is no part of alpha
    alpha[45] = np.where(alpha[45], 128, 0)
    hidden = Measured(sample.input, alpha, alpha / 255.0, 0.5, silhouette=silhouette)
    checks, failures = check_photo(hidden, ChecksSpec(visible=0.4))
    assert failures == [] and checks["visible"] == pytest.approx(24.5 / 50.5, abs=0.01)
    assert [failure.key for failure in check_photo(hidden, ChecksSpec())[1]] == ["hidden"]
    assert [failure.key for failure in check_photo(Measured(hidden.input, alpha, None, 1.0), ChecksSpec())[1]] == [
        "not_as_drawn"
    ]


def test_an_empty_picture_fails_and_does_not_raise() -> None:
    sample, _ = _sample()
    empty = Measured(sample.input, np.zeros_like(sample.alpha), np.zeros(sample.alpha.shape), 0.5)
    checks, failures = check_photo(empty, ChecksSpec())
    assert checks["fill"] == 0.0
    assert {failure.key for failure in failures} == {"too_small", "see_through", "hidden", "hard_edge", "not_as_drawn"}
    assert fill(np.zeros((4, 4), np.uint8)) == 0.0


def test_visible_share() -> None:
    whole = np.array([[1.0, 1.0, 0.5, 0.0]])
    assert visible_share(whole, whole) == 1.0
    assert visible_share(np.array([[1.0, 0.0, 0.5, 1.0]]), whole) == pytest.approx(1.5 / 2.5)
    assert visible_share(whole, np.zeros((1, 4))) == 0.0


def test_a_product_that_the_frame_is_meant_to_cut() -> None:
    sample, _ = _sample()
    alpha = np.roll(sample.alpha, 31, axis=0)
    alpha[:5] = 0
    cut = Measured(sample.input, alpha, alpha / 255.0, 0.9, silhouette=alpha / 255.0)
    assert {failure.key for failure in check_photo(cut, ChecksSpec())[1]} == {"cut_by_frame", "not_as_drawn"}
    checks, failures = check_photo(dataclasses.replace(cut, may_be_cut=True), ChecksSpec())
    assert failures == [] and checks["in_frame"] is False
