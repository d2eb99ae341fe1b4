"""Moods of light as drawn, and the exposure that their light is given."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.picture.develop import luminance, tone
from blender_addon.picture.metering import MOST_HELD_EV, hold_highlights, meter_exposure
from blender_addon.recipe.draw import draw
from blender_addon.recipe.light import GROUPS, LightPlace, draw_light, gains_of, groups_of
from blender_addon.recipe.model import LightPlan
from blender_addon.recipe.mood import CLOSED, MOODS, OUTDOORS
from blender_addon.recipe.streams import stream
from blender_addon.spec import DatasetSpec, LightSpec, MoodSpec


def drawn(sample: int, place: LightPlace, moods: MoodSpec | None = None, light: LightSpec | None = None) -> LightPlan:
    return draw_light(
        light or LightSpec(), moods or MoodSpec(), place, lambda name: stream(3, sample, 0, name), hdris=[]
    )


def only(mood: str) -> MoodSpec:
    return MoodSpec(**{field.name: float(field.name == mood) for field in dataclasses.fields(MoodSpec)})


def test_the_spec_names_every_mood() -> None:
    assert {field.name for field in dataclasses.fields(MoodSpec)} == set(MOODS)


def test_every_mood_is_seen_as_often_as_its_share_says() -> None:
    counts = Counter(drawn(sample, LightPlace(2)).mood for sample in range(2000))
    shares = dataclasses.asdict(MoodSpec())
    for name, share in shares.items():
        assert counts[name] / 2000 == pytest.approx(share / sum(shares.values()), abs=0.03)


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_a_mood_has_the_light_that_it_is_named_for(mood: str) -> None:
    plans = [drawn(sample, LightPlace(2), only(mood)) for sample in range(200)]
    assert {plan.mood for plan in plans} == {mood}
    least, most = MOODS[mood].lamps
    assert all(least <= len(plan.lamps) <= most for plan in plans)
    assert all((plan.flash is not None) == (mood == "flash") for plan in plans)
    suns = sum(plan.sun is not None for plan in plans) / 200
    assert suns == pytest.approx(0.5 * MOODS[mood].sun, abs=0.1)
    low, high = MOODS[mood].sky
    assert all(0.6 * low - 1e-6 <= plan.strength <= 2.0 * high + 1e-6 for plan in plans)


def test_greenish_tubes_are_among_mixed_light() -> None:
    lamps = [lamp for sample in range(300) for lamp in drawn(sample, LightPlace(1), only("mixed")).lamps]
    tubes = [lamp for lamp in lamps if lamp.shape == "tube"]
    assert 0.1 < len(tubes) / len(lamps) < 0.4
    assert all(lamp.tint > 0 and lamp.group == "ceiling" for lamp in tubes)
    assert all(lamp.tint == 0 for lamp in lamps if lamp.shape != "tube")
    # Warm: within the lowest quarter of the spec's range.
    assert max(lamp.kelvin for lamp in lamps if lamp.shape != "tube") <= 2300 + 0.25 * 4200 + 1e-6


def test_a_place_has_the_light_that_it_lets_in() -> None:
    for sample in range(200):
        closed = drawn(sample, LightPlace(0))
        assert closed.mood in CLOSED and closed.lamps and closed.sun is None
        outside = drawn(sample, LightPlace(0, outdoors=True))
        assert outside.mood in OUTDOORS and not outside.lamps
    # Where the spec gives those that a place allows no share, it still gets light.
    assert drawn(1, LightPlace(0), only("day")).mood in CLOSED
    assert drawn(1, LightPlace(0), light=LightSpec(lamps=(0, 0))).lamps


def test_each_group_of_a_light_has_a_gain_and_no_other_has() -> None:
    seen: set[tuple[str, ...]] = set()
    for sample in range(400):
        recipe = draw(DatasetSpec(seed=2), Library(), sample)
        groups = groups_of(recipe.light)
        assert set(recipe.room_gains) == set(groups) <= set(GROUPS)
        assert groups[0] == "sky"
        assert all(0.5 <= gain <= 2.0 for gain in recipe.room_gains.values())
        seen.add(groups)
    assert len(seen) >= 8
    assert len(GROUPS) <= 6


def test_a_gain_does_not_shift_with_the_groups_beside_it() -> None:
    bare = drawn(1, LightPlace(2), only("day"), LightSpec(sun=0.0))
    full = drawn(1, LightPlace(2), only("mixed"), LightSpec(sun=1.0))
    gains = [gains_of(LightSpec(), stream(1, 2, 3, "gains"), light) for light in (bare, full)]
    assert set(gains[0]) < set(gains[1])
    assert all(gains[1][group] == gain for group, gain in gains[0].items())


@pytest.mark.parametrize("curve", ["srgb", "film"])
def test_a_product_in_the_sun_is_not_blown(curve: str) -> None:
    """A dark room with a bright product: the average alone would lift it far beyond white."""
    light = np.full((40, 40, 3), 0.01)
    product = np.zeros((40, 40))
    product[15:25, 15:25] = 1.0
    light[15:25, 15:25] = 0.5
    metered = meter_exposure(light, 1.0 + product, curve)
    assert tone(light, metered, (1, 1, 1), curve)[20, 20, 1] > 0.96
    held = hold_highlights(metered, light, product, curve)
    level = luminance(tone(light, held, (1, 1, 1), curve))[20, 20]
    assert metered - MOST_HELD_EV <= held < metered
    assert level == pytest.approx(0.95) or held == metered - MOST_HELD_EV


def test_what_is_not_bright_is_left_as_it_was_metered() -> None:
    light, product = np.full((8, 8, 3), 0.2), np.ones((8, 8))
    assert hold_highlights(0.3, light, product) == 0.3
    assert hold_highlights(0.3, light * 1e3, np.zeros((8, 8))) == 0.3
    # A level of 0.5 may be lifted to 0.95, which is log2(1.9) stops, and no further.
    assert hold_highlights(1.5, np.full((8, 8, 3), 0.5), product) == pytest.approx(np.log2(1.9))
