"""Draws the place of the product: its kind, and rooms with their surfaces."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from ..colour import luminance_of
from ..library.asset import Asset
from ..spec import DatasetSpec, PlaceSpec
from .fittings import fitted
from .model import WALLS, MaterialPlan, OutdoorPlan, RoomPlan, SweepPlan, WindowPlan
from .outdoor import draw_outdoor
from .streams import Streams, chance, log_uniform, pick, uniform, weighed, whole
from .surfaces import draw_surface
from .surfaces_plain import patterned_cloth, sweep_paper, white_surface
from .texture_use import Part, draw_image

Kind = Literal["room", "white", "sweep", "outdoor"]
PATTERNED = 0.3
"""Share of sweeps of printed cloth."""
OFTEN = {"plaster": 3.0, "scuffed": 2.0, "gloss_paint": 1.0, "plain": 1.2, "planks": 1.5}
"""Weights of kinds of walls and floors; all others have 1. Most walls in photos are plain."""


def draw_kind(spec: PlaceSpec, rng: np.random.Generator) -> Kind:
    """The kind of place, by the spec's shares."""
    shares: dict[Kind, float] = {
        "room": spec.room,
        "white": spec.white,
        "sweep": spec.sweep,
        "outdoor": spec.outdoor,
    }
    return weighed(rng, shares)


def draw_place(
    kind: Kind, spec: DatasetSpec, streams: Streams, textures: list[Asset]
) -> tuple[RoomPlan | OutdoorPlan, tuple[str, ...]]:
    """The place, and the ids of its image textures (each once, sorted)."""
    if kind == "outdoor":
        return draw_outdoor(spec, streams("outdoor"), textures)
    room, used = _draw_room(spec, streams("room"), textures if kind == "room" else [])
    if kind == "sweep":
        room = replace(room, kind="sweep", sweep=_draw_sweep(streams("sweep")))
    if kind == "white":
        room = _whitened(room, streams("white"))
    return fitted(room, streams("fittings")), used


def lighter_ev(place: RoomPlan | OutdoorPlan, rng: np.random.Generator) -> float:
    """How many EV a camera overexposes this place: today's metering recognises snow and white walls."""
    lift = uniform(rng, 0.2, 1.3)
    if isinstance(place, OutdoorPlan) or place.kind == "room":
        return 0.0
    if place.sweep is None:
        return lift
    red, green, blue = place.sweep.material.parameters["colour"]
    return round(lift * luminance_of(red, green, blue), 6)


def _whitened(room: RoomPlan, rng: np.random.Generator) -> RoomPlan:
    """The room with almost white walls over a pale floor, where a white product is hardest to cut out."""
    walls, floor = white_surface(rng, "wall"), white_surface(rng, "floor")
    same = chance(rng, 0.25)
    white = replace(walls, parameters={**walls.parameters, "shift_m": floor.parameters["shift_m"]})
    return replace(
        room,
        kind="white",
        walls=walls,
        floor=white if same else floor,
        ceiling=white_surface(rng, "wall"),
        skirting=white_surface(rng, "joinery"),
        frames=white_surface(rng, "joinery"),
        accent=None,
        accent_wall=None,
    )


def _draw_sweep(rng: np.random.Generator) -> SweepPlan:
    """Seamless paper, or sometimes printed cloth: private sellers also use bedspreads and tablecloths."""
    back = uniform(rng, 0.7, 2.0)
    material = patterned_cloth(rng) if chance(rng, PATTERNED) else sweep_paper(rng)
    return SweepPlan(
        material=material,
        width=log_uniform(rng, 3.2, 7.0),
        front=uniform(rng, 0.9, 2.5),
        back=back,
        radius=round(back * uniform(rng, 0.3, 0.9), 6),
        height=uniform(rng, 1.6, 3.0),
    )


def _draw_room(spec: DatasetSpec, rng: np.random.Generator, textures: list[Asset]) -> tuple[RoomPlan, tuple[str, ...]]:
    """A room, and the ids of its image textures (each once, sorted)."""
    room = spec.room
    used: list[str] = []

    def surface(kinds: tuple[str, ...], part: Part) -> MaterialPlan:
        kind = weighed(rng, {kind: OFTEN.get(kind, 1.0) for kind in kinds})
        textured = draw_image(part, room.texture_share, rng, textures)
        if textured is None:
            return draw_surface(kind, rng)
        used.append(textured.texture or "")
        return textured

    size = (uniform(rng, *room.width_m), uniform(rng, *room.depth_m), uniform(rng, *room.height_m))
    offset = (round(size[0] * uniform(rng, -0.3, 0.3), 6), round(size[1] * uniform(rng, -0.3, 0.3), 6))
    windows = tuple(_draw_window(rng, size) for _ in range(whole(rng, *room.windows)))
    floor, walls = surface(room.floors, "floor"), surface(room.walls, "wall")
    accent = surface(room.walls, "wall") if chance(rng, 0.25) else None
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
