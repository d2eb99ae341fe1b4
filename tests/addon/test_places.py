"""Which places are drawn, how often, and that each is what its name says."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter

import numpy as np
import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import OutdoorPlan, RoomPlan
from blender_addon.recipe.outdoor import open_sky
from blender_addon.recipe.place import draw_kind
from blender_addon.recipe.streams import stream, weighed
from blender_addon.recipe.texture_use import suits
from blender_addon.spec import DatasetSpec, PlaceSpec, RoomSpec, SplitSpec

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


def test_weights_are_shares_and_zero_is_never() -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    found = Counter(weighed(rng, {"a": 0.0, "b": 3.0, "c": 1.0, "d": 0.0}) for _ in range(4000))
    assert set(found) == {"b", "c"}
    assert found["b"] / 4000 == pytest.approx(0.75, abs=0.03)
    with pytest.raises(ValueError, match="nothing"):
        weighed(rng, {})


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


def test_outdoors_has_a_sky_and_no_lamps() -> None:
    spec = DatasetSpec(place=PlaceSpec(room=0.0, white=0.0, sweep=0.0, outdoor=1.0, grounds=("grass", "asphalt")))
    grounds = Counter()
    for n in range(60):
        recipe = draw(spec, LIBRARY, n)
        assert isinstance(recipe.room, OutdoorPlan)
        grounds[recipe.room.ground.kind] += 1
        assert (recipe.room.blades is not None) == (recipe.room.ground.kind == "grass")
        assert recipe.light.lamps == ()
        assert set(recipe.room_gains) <= {"sky", "sun", "flash"} and "sky" in recipe.room_gains
        assert recipe.light.hdri in (None, "hdri/park", "hdri/beach")
        assert recipe.assets["texture"] == ()
        json.dumps(recipe.to_json(), allow_nan=False)
    assert set(grounds) == {"grass", "asphalt"}


def test_an_interior_is_no_sky() -> None:
    assert [hdri.id for hdri in open_sky(list(LIBRARY.hdris))] == ["hdri/park", "hdri/beach"]


def test_the_kind_of_place_shifts_no_other_component() -> None:
    spec = DatasetSpec()
    for n in range(10):
        one = draw(dataclasses.replace(spec, place=PlaceSpec(1.0, 0.0, 0.0, 0.0)), LIBRARY, n)
        two = draw(dataclasses.replace(spec, place=PlaceSpec(0.0, 0.0, 0.0, 1.0)), LIBRARY, n)
        assert one.product == two.product and one.camera == two.camera and one.studio == two.studio


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("oak_planks", {"floor"}),
        ("red_brick", {"floor", "wall"}),
        ("asphalt_04", {"ground"}),
        ("painted_plaster_wall", {"wall"}),
        ("brick_floor_wall", {"floor", "wall"}),
    ],
)
def test_textures_go_where_their_names_say(name: str, parts: set[str]) -> None:
    asset = Asset(f"texture/{name}", "texture", None)
    found: set[str] = set()
    for part in ("floor", "wall", "ground"):
        found |= {part} if suits(asset, part) else set()
    assert found == parts


def test_grounds_wear_photographs_of_grounds_and_say_so() -> None:
    textures = tuple(Asset(f"texture/{name}", "texture", None) for name in ("oak_wood", "gravel_road", "plaster"))
    spec = DatasetSpec(
        place=PlaceSpec(0.0, 0.0, 0.0, 1.0), room=RoomSpec(texture_share=1.0), split=SplitSpec(1.0, 0.0, 0.0)
    )
    worn = Counter(draw(spec, Library(textures=textures), n).assets["texture"] for n in range(60))
    assert set(worn) == {(), ("texture/gravel_road",)}
