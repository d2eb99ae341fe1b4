"""Places outdoors as drawn."""

from __future__ import annotations

import json
from collections import Counter

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import OutdoorPlan
from blender_addon.recipe.outdoor import open_sky
from blender_addon.spec import DatasetSpec, PlaceSpec, RoomSpec, SplitSpec

LIBRARY = Library(
    hdris=tuple(Asset(f"hdri/{name}", "hdri", None) for name in ("park", "hotel_room", "beach", "studio_small_01")),
    textures=tuple(Asset(f"texture/wall_{n}", "texture", None, maps={}) for n in range(12)),
)


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


def test_grounds_wear_photographs_of_grounds_and_say_so() -> None:
    textures = tuple(Asset(f"texture/{name}", "texture", None) for name in ("oak_wood", "gravel_road", "plaster"))
    spec = DatasetSpec(
        place=PlaceSpec(0.0, 0.0, 0.0, 1.0), room=RoomSpec(texture_share=1.0), split=SplitSpec(1.0, 0.0, 0.0)
    )
    worn = Counter(draw(spec, Library(textures=textures), n).assets["texture"] for n in range(60))
    assert set(worn) == {(), ("texture/gravel_road",)}
