"""Draws the fittings of a room: doors, curtains, alcoves, a sloped ceiling, panelling, and things on the walls."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from .model import (
    WALLS,
    BlockPlan,
    DadoPlan,
    DoorPlan,
    DressingKind,
    DressingPlan,
    FittingKind,
    FittingPlan,
    MaterialPlan,
    RoomPlan,
    SlopePlan,
)
from .streams import chance, log_uniform, pick, uniform, weighed, whole
from .surfaces import draw_surface
from .surfaces_plain import white_surface


def fitted(room: RoomPlan, rng: np.random.Generator) -> RoomPlan:
    """The room with drawn fittings. Rooms around a sweep keep their plain plan."""
    windows = tuple(replace(window, dressing=_draw_dressing(rng, room.kind == "white")) for window in room.windows)
    doors = tuple(_draw_door(rng, room) for _ in range(1 if chance(rng, 0.55) else 0))
    blocks = tuple(_draw_block(rng) for _ in range(weighed(rng, {0: 0.5, 1: 0.38, 2: 0.12})))
    slope = SlopePlan(pick(rng, WALLS), uniform(rng, 0.7, 1.5), uniform(rng, 0.8, 2.2)) if chance(rng, 0.15) else None
    dado = _draw_dado(rng) if chance(rng, 0.2) else None
    fittings = tuple(_draw_fitting(rng, room) for _ in range(whole(rng, 0, 6)))
    if room.kind == "sweep":
        blocks, slope = (), None
    return replace(
        room,
        windows=windows,
        doors=doors,
        blocks=blocks,
        slope=slope,
        fittings=fittings,
        dado=dado if room.kind == "room" else None,
    )


def _draw_dressing(rng: np.random.Generator, white: bool) -> DressingPlan | None:
    kinds: dict[DressingKind, float] = {"curtains": 0.4, "sheer": 0.25, "roller": 0.2, "slats": 0.15}
    kind = weighed(rng, kinds)
    cloth = draw_surface("cloth", rng)
    shut = {"curtains": (0.2, 0.75), "sheer": (0.7, 1.0), "roller": (0.1, 0.7), "slats": (0.3, 1.0)}[kind]
    changed = {**cloth.parameters}
    if kind == "sheer":
        changed.update(clear=uniform(rng, 0.3, 0.6), through=uniform(rng, 0.4, 0.6))
    if white or kind in ("sheer", "slats"):
        changed.update(colour=white_surface(rng, "wall").parameters["colour"])
        changed.update(second=changed["colour"])
    plan = DressingPlan(
        kind=kind,
        material=replace(cloth, parameters=changed),
        closed=uniform(rng, *shut),
        fold_m=uniform(rng, 0.09, 0.18) if kind in ("curtains", "sheer") else uniform(rng, 0.025, 0.05),
        tilt_rad=uniform(rng, -0.9, 0.9),
        to_floor=chance(rng, 0.6),
    )
    return plan if chance(rng, 0.6) else None


def _joinery(rng: np.random.Generator, room: RoomPlan, other: str) -> MaterialPlan:
    """White as the frames, mostly; in white rooms always."""
    drawn = draw_surface(other, rng)
    return room.frames if room.kind == "white" or chance(rng, 0.65) else drawn


def _draw_door(rng: np.random.Generator, room: RoomPlan) -> DoorPlan:
    return DoorPlan(
        wall=pick(rng, WALLS),
        centre_m=uniform(rng, -2.0, 2.0),
        width_m=uniform(rng, 0.7, 1.0),
        height_m=uniform(rng, 1.95, 2.15),
        ajar_rad=uniform(rng, 0.15, 1.4) if chance(rng, 0.35) else 0.0,
        hinge=1 if chance(rng, 0.5) else -1,
        panels=pick(rng, ((0, 0), (0, 0), (1, 1), (1, 2), (2, 2), (2, 3), (1, 4))),
        leaf=_joinery(rng, room, pick(rng, ("gloss_paint", "boards"))),
        handle=draw_surface("metal", rng),
    )


def _draw_block(rng: np.random.Generator) -> BlockPlan:
    kinds: dict[Literal["corner", "breast", "column"], float] = {"corner": 0.4, "breast": 0.35, "column": 0.25}
    kind = weighed(rng, kinds)
    sizes = {"corner": (0.5, 2.2, 0.5, 2.2), "breast": (0.8, 2.0, 0.25, 0.6), "column": (0.2, 0.5, 0.2, 0.5)}[kind]
    return BlockPlan(
        kind=kind,
        corner=(1 if chance(rng, 0.5) else -1, 1 if chance(rng, 0.5) else -1),
        at=uniform(rng, -0.8, 0.8),
        out=uniform(rng, -0.8, 0.8),
        size_m=(log_uniform(rng, sizes[0], sizes[1]), log_uniform(rng, sizes[2], sizes[3])),
    )


def _draw_dado(rng: np.random.Generator) -> DadoPlan:
    kind = weighed(rng, {"panelling": 0.45, "gloss_paint": 0.2, "plaster": 0.2, "tiles": 0.15})
    height = uniform(rng, 0.7, 1.4)
    surface = draw_surface(kind, rng)
    if kind == "panelling":
        # One row of panels from floor to rail, whatever the height.
        drawn = surface.parameters
        panel = (drawn["panel_m"][0], height)
        surface = replace(surface, parameters={**drawn, "panel_m": panel, "shift_m": (drawn["shift_m"][0], 0.0)})
    return DadoPlan(height, surface, uniform(rng, 0.02, 0.06) if kind == "panelling" or chance(rng, 0.4) else 0.0)


def _draw_fitting(rng: np.random.Generator, room: RoomPlan) -> FittingPlan:
    kinds: dict[FittingKind, float] = {"radiator": 0.2, "socket": 0.28, "switch": 0.12, "picture": 0.28, "pipe": 0.12}
    kind = weighed(rng, kinds)
    wall, at = pick(rng, WALLS), uniform(rng, -0.95, 0.95)
    width, height = log_uniform(rng, 0.2, 1.1), log_uniform(rng, 0.2, 1.0)
    white = white_surface(rng, "joinery")
    coloured = draw_surface(pick(rng, ("gloss_paint", "boards", "metal")), rng)
    inset = draw_surface("print", rng) if kind == "picture" else white_surface(rng, "joinery")
    pieces = whole(rng, 1, 3)
    if kind == "radiator":
        width, height = log_uniform(rng, 0.5, 1.8), uniform(rng, 0.3, 0.65)
        return FittingPlan(kind, wall, at, uniform(rng, 0.08, 0.16), (width, height), int(width / 0.06), white, inset)
    if kind == "socket":
        return FittingPlan(kind, wall, at, uniform(rng, 0.15, 0.45), (0.08 * pieces, 0.08), pieces, white, inset)
    if kind == "switch":
        return FittingPlan(kind, wall, at, uniform(rng, 1.0, 1.25), (0.082, 0.082), 1, white, inset)
    if kind == "pipe":
        bore = log_uniform(rng, 0.015, 0.06)
        metal = coloured if room.kind == "room" and chance(rng, 0.5) else white
        return FittingPlan(kind, wall, at, 0.0, (bore, 0.0), 1, metal, inset)
    up = uniform(rng, 1.0, 1.6)
    return FittingPlan(kind, wall, at, up, (width, height), pieces, coloured, inset)
