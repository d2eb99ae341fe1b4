"""Chooses image textures for floors, walls and grounds by the words of their names."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from ..library.asset import Asset
from .model import MaterialPlan
from .streams import chance, pick
from .surfaces import draw_surface

Part = Literal["floor", "wall", "ground"]
_FEW_TEXTURES = 4
"""A split with this many image textures uses them half as often as the spec says."""
_WORDS: dict[Part, tuple[str, ...]] = {
    "floor": ("wood", "plank", "parquet", "floor", "carpet", "laminate", "tatami", "rug", "lino"),
    "wall": ("wall", "plaster", "stucco", "facade", "panel", "cladding", "siding", "wainscot"),
    "ground": (
        "asphalt",
        "grass",
        "gravel",
        "ground",
        "soil",
        "mud",
        "sand",
        "road",
        "cobble",
        "pav",
        "forest",
        "leaves",
        "moss",
        "snow",
        "pebble",
        "dirt",
        "aerial",
    ),
}
"""A texture with one of these words in its name is for that part only; one without is for floors and walls."""


def suits(texture: Asset, part: Part) -> bool:
    """Whether the texture suits the part."""
    name = f"{texture.id.rpartition('/')[2]} {texture.category}".lower()
    spoken = {other for other, words in _WORDS.items() if any(word in name for word in words)}
    # "wall_brick_floor" may be anything; a name without such words is for rooms.
    return part in spoken or (not spoken and part != "ground")


def draw_image(part: Part, share: float, rng: np.random.Generator, textures: list[Asset]) -> MaterialPlan | None:
    """An image texture that suits the part, for `share` of the draws if there are many; None for the others."""
    images = [texture for texture in textures if suits(texture, part)]
    # A few textures at their full share would make every second room the same.
    if not chance(rng, share * len(images) / (len(images) + _FEW_TEXTURES)):
        return None
    chosen = pick(rng, images)
    surface = draw_surface("image", rng, texture=chosen.id)
    known: dict[str, float] = {}
    if part == "wall":  # bricks and boards on a wall have an upright direction; a floor has none
        known["rotation_rad"] = 0.0
    if chosen.size_m is not None:
        known |= {"scale_m": chosen.size_m[0], "height": round(chosen.size_m[1] / chosen.size_m[0], 6)}
    return replace(surface, parameters={**surface.parameters, **known})
