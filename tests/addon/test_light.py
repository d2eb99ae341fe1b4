"""The light of a place as drawn."""

from __future__ import annotations

import dataclasses

from blender_addon.library.asset import Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.light import GROUPS, LightPlace, draw_light, gains_of, groups_of
from blender_addon.recipe.model import LightPlan
from blender_addon.recipe.mood import CLOSED, OUTDOORS
from blender_addon.recipe.streams import stream
from blender_addon.spec import DatasetSpec, LightSpec, MoodSpec


def drawn(sample: int, place: LightPlace, moods: MoodSpec | None = None, light: LightSpec | None = None) -> LightPlan:
    return draw_light(
        light or LightSpec(), moods or MoodSpec(), place, lambda name: stream(3, sample, 0, name), hdris=[]
    )


def only(mood: str) -> MoodSpec:
    return MoodSpec(**{field.name: float(field.name == mood) for field in dataclasses.fields(MoodSpec)})


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
