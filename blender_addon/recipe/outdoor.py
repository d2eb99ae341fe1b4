"""Draws places outdoors: a ground under the sky, and a wall, a fence, a hedge or nothing behind the product."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..library.asset import Asset
from ..spec import DatasetSpec
from .model import BackdropPlan, BladesPlan, OutdoorPlan
from .streams import chance, log_uniform, pick, uniform, weighed, whole
from .surfaces import draw_surface
from .texture_use import draw_image

_INDOOR_WORDS = (
    "interior",
    "indoor",
    "studio",
    "room",
    "hall",
    "warehouse",
    "office",
    "hangar",
    "garage",
    "church",
    "kitchen",
    "lobby",
    "theater",
    "theatre",
    "gym",
    "cellar",
    "basement",
    "workshop",
    "cabin",
    "apartment",
    "house_in",
)
"""An HDRI with one of these words in its name shows an interior instead of a sky."""


def open_sky(hdris: list[Asset]) -> list[Asset]:
    """The HDRIs whose names do not suggest an interior."""
    return [hdri for hdri in hdris if not any(word in hdri.id.lower() for word in _INDOOR_WORDS)]


def draw_outdoor(
    spec: DatasetSpec, rng: np.random.Generator, textures: list[Asset]
) -> tuple[OutdoorPlan, tuple[str, ...]]:
    """A ground of the spec's kinds, two in three with a backdrop, and the ids of its image textures."""
    kind = pick(rng, spec.place.grounds)
    drawn = draw_surface(kind, rng)
    textured = draw_image("ground", spec.room.texture_share, rng, textures)
    ground = textured or drawn
    backdrop = _draw_backdrop(rng) if chance(rng, 0.66) else None
    blades = None
    if ground.kind == "grass":
        blades = BladesPlan(
            material=draw_surface("blades", rng),
            count=whole(rng, 6000, 14000),
            height_m=log_uniform(rng, 0.02, 0.07),
            bend=uniform(rng, 0.2, 0.8),
            seed=whole(rng, 0, 2**31 - 1),
        )
    return OutdoorPlan(ground, backdrop, blades), (ground.texture,) if ground.texture else ()


def _draw_backdrop(rng: np.random.Generator) -> BackdropPlan:
    kinds: dict[Literal["wall", "fence", "hedge"], float] = {"wall": 0.5, "fence": 0.28, "hedge": 0.22}
    kind = weighed(rng, kinds)
    if kind == "wall":
        surface = draw_surface(pick(rng, ("brick", "concrete", "plaster", "dirty_plaster", "scuffed", "brick")), rng)
        height, piece = uniform(rng, 1.6, 4.5), uniform(rng, 0.04, 0.09)
    elif kind == "fence":
        surface, height, piece = draw_surface("boards", rng), uniform(rng, 0.9, 2.0), uniform(rng, 0.07, 0.16)
    else:
        surface, height, piece = draw_surface("leaves", rng), uniform(rng, 1.1, 2.6), uniform(rng, 0.15, 0.5)
    return BackdropPlan(
        kind=kind,
        material=surface,
        distance_m=log_uniform(rng, 0.4, 6.0),
        turn_rad=uniform(rng, -0.45, 0.45),
        aside_m=uniform(rng, -1.5, 1.5),
        width_m=log_uniform(rng, 6.0, 18.0),
        height_m=height,
        piece_m=piece,
        gap_m=uniform(rng, 0.004, 0.05) if chance(rng, 0.75) else 0.0,
    )
