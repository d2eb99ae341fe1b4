"""Where the product stands: a box room with windows and the surfaces around it."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..library.asset import Asset
from ..spec import DatasetSpec
from .model import MaterialPlan, RoomPlan, WindowPlan
from .streams import chance, log_uniform, pick, uniform, whole
from .surfaces import draw_surface

Wall = Literal["+x", "-x", "+y", "-y"]
FLOOR_WORDS = ("wood", "plank", "parquet", "floor", "carpet", "laminate", "asphalt", "grass")
"""A texture with one of these in its name looks wrong on a wall."""
FEW_TEXTURES = 4
"""A split with this many image textures wears them half as often as the spec says."""
WALLS: tuple[Wall, ...] = ("+x", "-x", "+y", "-y")


def draw_room(spec: DatasetSpec, rng: np.random.Generator, textures: list[Asset]) -> tuple[RoomPlan, tuple[str, ...]]:
    """A room, and the ids of the image textures it wears (each once, sorted)."""
    room = spec.room
    used: list[str] = []

    def surface(kinds: tuple[str, ...], images: list[Asset]) -> MaterialPlan:
        # A handful of textures at their full share would make every second room the same.
        from_image = chance(rng, room.texture_share * len(images) / (len(images) + FEW_TEXTURES))
        kind = pick(rng, kinds)
        if images and from_image:
            texture = pick(rng, images).id
            used.append(texture)
            return draw_surface("image", rng, texture=texture)
        return draw_surface(kind, rng)

    size = (uniform(rng, *room.width_m), uniform(rng, *room.depth_m), uniform(rng, *room.height_m))
    offset = (round(size[0] * uniform(rng, -0.3, 0.3), 6), round(size[1] * uniform(rng, -0.3, 0.3), 6))
    windows = tuple(_draw_window(rng, size) for _ in range(whole(rng, *room.windows)))
    upright = [texture for texture in textures if not any(word in texture.id.lower() for word in FLOOR_WORDS)]
    floor, walls = surface(room.floors, textures), surface(room.walls, upright)
    accent = surface(room.walls, upright) if chance(rng, 0.25) else None
    plan = RoomPlan(
        size_m=size,
        offset_m=offset,
        windows=windows,
        floor=floor,
        walls=walls,
        ceiling=draw_surface("paint", rng),
        skirting=draw_surface("paint", rng),
        frames=draw_surface("paint", rng),
        accent=accent,
        accent_wall=pick(rng, WALLS) if accent else None,
        skirting_m=uniform(rng, 0.05, 0.14) if chance(rng, 0.85) else 0.0,
    )
    return plan, tuple(sorted(set(used)))


def _draw_window(rng: np.random.Generator, size: tuple[float, float, float]) -> WindowPlan:
    wall = pick(rng, WALLS)
    along = size[1] if wall.endswith("x") else size[0]
    width = min(log_uniform(rng, 0.6, 2.6), along * 0.8)
    sill = uniform(rng, 0.3, 1.1)
    height = min(uniform(rng, 0.8, 2.0), size[2] - sill - 0.15)
    free = (along - width) / 2 - 0.1
    return WindowPlan(
        wall=wall,
        centre_m=uniform(rng, -max(free, 0.0), max(free, 0.0)),
        sill_m=sill,
        width_m=round(width, 6),
        height_m=round(height, 6),
        panes=(whole(rng, 1, 3), whole(rng, 1, 3)),
    )
