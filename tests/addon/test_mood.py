"""Moods of light."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from blender_addon.recipe.light import LightPlace, draw_light
from blender_addon.recipe.model import LightPlan
from blender_addon.recipe.mood import MOODS
from blender_addon.recipe.streams import stream
from blender_addon.spec import LightSpec, MoodSpec


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
