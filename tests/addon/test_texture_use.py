"""Which surface a texture suits."""

from __future__ import annotations

import pytest

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.texture_use import suits

LIBRARY = Library(
    hdris=tuple(Asset(f"hdri/{name}", "hdri", None) for name in ("park", "hotel_room", "beach", "studio_small_01")),
    textures=tuple(Asset(f"texture/wall_{n}", "texture", None, maps={}) for n in range(12)),
)


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
