"""Places as drawn."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import OutdoorPlan, RoomPlan
from blender_addon.recipe.place import draw_kind
from blender_addon.recipe.streams import stream
from blender_addon.spec import DatasetSpec, PlaceSpec

LIBRARY = Library(
    hdris=tuple(Asset(f"hdri/{name}", "hdri", None) for name in ("park", "hotel_room", "beach", "studio_small_01")),
    textures=tuple(Asset(f"texture/wall_{n}", "texture", None, maps={}) for n in range(12)),
)


def places(count: int = 60, **shares: float) -> list[RoomPlan | OutdoorPlan]:
    """Drawn places of the kinds with a share."""
    spec = DatasetSpec(place=PlaceSpec(**{"room": 0.0, "white": 0.0, "sweep": 0.0, "outdoor": 0.0} | shares))
    return [draw(spec, LIBRARY, n).room for n in range(count)]


def test_kinds_come_by_their_shares() -> None:
    spec = PlaceSpec(room=0.5, white=0.25, sweep=0.25, outdoor=0.0)
    found = Counter(draw_kind(spec, stream(0, n, 0, "place")) for n in range(2000))
    assert found["outdoor"] == 0
    assert [found[kind] / 2000 for kind in ("room", "white", "sweep")] == pytest.approx([0.5, 0.25, 0.25], abs=0.04)
    assert {type(place) for place in places(5)} == {RoomPlan}  # no share at all: rooms


def test_white_places_are_white() -> None:
    for place in places(white=1.0):
        assert isinstance(place, RoomPlan) and place.kind == "white" and place.accent is None
        for surface in (place.walls, place.floor, place.ceiling, place.skirting, place.frames):
            colour = np.array(surface.parameters["colour"])
            assert colour.min() > 0.68 and colour.max() - colour.min() < 0.04


def test_sweeps_bend_within_their_depth_and_a_third_and_more_are_white() -> None:
    levels = []
    for place in places(120, sweep=1.0):
        assert isinstance(place, RoomPlan) and place.sweep is not None
        assert 0.0 < place.sweep.radius < place.sweep.back
        levels.append(min(place.sweep.material.parameters["colour"]))
    assert 0.25 < np.mean(np.array(levels) > 0.6) < 0.75
    assert min(levels) < 0.1


def test_the_kind_of_place_shifts_no_other_component() -> None:
    spec = DatasetSpec()
    for n in range(10):
        one = draw(dataclasses.replace(spec, place=PlaceSpec(1.0, 0.0, 0.0, 0.0)), LIBRARY, n)
        two = draw(dataclasses.replace(spec, place=PlaceSpec(0.0, 0.0, 0.0, 1.0)), LIBRARY, n)
        assert one.product == two.product and one.camera == two.camera and one.studio == two.studio
