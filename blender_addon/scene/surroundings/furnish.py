"""Places furniture and other products. An object without a free place out of the way is left out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ...arrays import Floats
from ...library.asset import Library
from ...recipe.model import FurniturePlan, SurroundingsPlan, ThingPlan
from ..build_product import build_product
from ..current import current_scene
from ..product import translation
from .occluder import add_occluder
from .pieces import add_piece, build_shapes, placed, points_of
from .stage import Box, Stage
from .support import Standing

_FROM_WALL_M = 0.018
"""A skirting board's thickness, and a little."""
_ON_TOP = ("cupboard", "table")
"""Furniture on which small objects may stand."""
SMALL_M = 0.5


@dataclass
class Surroundings:
    """The result: names of objects in front of the product, and of objects without a place."""

    occluders: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)


def furnish(plan: SurroundingsPlan, stage: Stage, standing: Standing | None, library: Library) -> Surroundings:
    """Build everything around the product except its support. The stage must know the room and the taken places.

    Raises:
        UnusableAssetError: A file of another product in the scene.
    """
    made = Surroundings()
    tops: list[Box] = []
    missed = [piece.piece.kind for piece in plan.furniture if not _furnish(piece, stage, tops)]
    if missed:
        made.left_out.append(f"no place for {_listed(missed)}")
    missed = []
    for thing in plan.things:
        try:
            if not _stand(thing, stage, standing, tops, library):
                missed.append(thing.product.category)
        except (KeyError, ValueError) as error:
            made.left_out.append(f"{thing.product.asset}, which was to stand around: {error}")
    if missed:
        made.left_out.append(f"no place beside the product for {_listed(missed)}")
    if plan.occluder is not None:
        name = add_occluder(plan.occluder, stage)
        made.occluders = (name,) if name else ()
        if not name:
            made.left_out.append(f"no place in front of the camera for {plan.occluder.piece.kind}")
    return made


def _listed(names: list[str]) -> str:
    return ", ".join(sorted(names))


def _furnish(plan: FurniturePlan, stage: Stage, tops: list[Box]) -> bool:
    """Build a piece in the first of its places that is free."""
    slots = build_shapes(plan.piece)
    points = points_of(slots)
    flat = plan.piece.kind in ("rug", "cable")
    for turn, place in _at_wall(plan, stage, points) if plan.against_wall else _on_floor(plan, stage):
        box = Box.around(placed(points, turn, place))
        if stage.free(box, flat):
            add_piece(plan.piece, slots, turn, place)
            if not flat:
                stage.take([box])
            if plan.piece.kind in _ON_TOP:
                tops.append(box)
            return True
    return False


def _on_floor(plan: FurniturePlan, stage: Stage) -> Iterator[tuple[float, Floats]]:
    """Rotations and places, from the drawn one to places farther back and farther to the side."""
    turn = stage.azimuth_rad + plan.turn_rad
    for along, aside in ((0.0, 0.0), (0.25, 0.0), (0.0, 0.35), (0.25, -0.35), (-0.2, 0.8), (0.1, -1.0)):
        start, end = stage.gaze(plan.across + aside)
        place = start + (end - start) * min(max(plan.along + along, 0.0), 0.97)
        yield turn, np.array([place[0], place[1], stage.room.low[2]])


def _at_wall(plan: FurniturePlan, stage: Stage, points: Floats) -> Iterator[tuple[float, Floats]]:
    """Rotations and places with the back to the visible wall, along that wall."""
    low, high = points.min(0), points.max(0)
    for aside in (0.0, 0.4, -0.4, 0.9, -0.9):
        _, end = stage.gaze(plan.across + aside)
        gaps = np.abs(
            np.array(
                [
                    end[0] - stage.room.low[0],
                    stage.room.high[0] - end[0],
                    end[1] - stage.room.low[1],
                    stage.room.high[1] - end[1],
                ]
            )
        )
        axis, positive = divmod(int(gaps.argmin()), 2)
        inward = np.zeros(3)
        inward[axis] = -1.0 if positive else 1.0
        other = 1 - axis
        reach = max(-low[0], high[0]) + 0.03
        place = end.copy()
        place[axis] = (stage.room.high if positive else stage.room.low)[axis] + inward[axis] * (high[1] + _FROM_WALL_M)
        least, most = stage.room.low[other] + reach, stage.room.high[other] - reach
        if least > most:
            continue
        place[other] = min(max(place[other], least), most)
        place[2] = stage.room.low[2]
        yield math.atan2(inward[0], -inward[1]), place


def _stand(thing: ThingPlan, stage: Stage, standing: Standing | None, tops: list[Box], library: Library) -> bool:
    """Build another product and move it to the first of its places that is free; it is removed if none is free."""
    scene = current_scene()
    frame, subframe = scene.frame_current, scene.frame_subframe
    product = build_product(thing.product, library)
    scene.frame_set(frame, subframe=subframe)
    points = product.points
    beside = thing.where == "beside"
    for place in _beside(thing, stage, points) if beside else _behind(thing, stage, points, tops):
        box = Box.around(points + place)
        if beside and standing is not None and not standing.holds(box):
            continue
        if stage.free(box):
            product.rename(f"around_product_{len(stage.taken)}")
            product.transform(translation(place))
            stage.take([box])
            return True
    product.remove()
    return False


def _beside(thing: ThingPlan, stage: Stage, points: Floats) -> Iterator[Floats]:
    """Places around the product at the drawn gap, turning away from the camera until one is free."""
    half = (points.max(0) - points.min(0)) / 2
    own = (stage.bounds.high - stage.bounds.low) / 2
    for factor in (1.0, 0.5, 1.8):
        for step in (0.0, 0.5, -0.5, 1.0, -1.0):
            bearing = thing.bearing_rad + step
            way = stage.ahead * math.cos(bearing) + stage.right * math.sin(bearing)
            # Both boxes' extents in that direction.
            with np.errstate(divide="ignore"):
                touch = float(np.min(((half + own) / np.maximum(np.abs(way), 1e-9))[:2]))
            place = stage.middle + way * (touch + 0.01 + factor * thing.gap * stage.longest)
            yield np.array([place[0], place[1], 0.0])


def _behind(thing: ThingPlan, stage: Stage, points: Floats, tops: list[Box]) -> Iterator[Floats]:
    """On a piece of furniture where it is small, else on the floor."""
    size = points.max(0) - points.min(0)
    if size.max() < SMALL_M:
        for top in tops:
            free = (top.high - top.low - size)[:2] / 2 - 0.03
            if (free > 0).all():
                middle = ((top.low + top.high) / 2)[:2]
                for share in (0.0, 0.6, -0.6):
                    at = middle + free * [np.clip(thing.across + share, -1, 1), 2 * thing.along - 1]
                    yield np.array([*at, top.high[2] + 0.0101])
    for along, aside in ((0.0, 0.0), (0.3, 0.0), (-0.3, 0.3), (0.1, -0.5)):
        start, end = stage.gaze(thing.across + aside)
        place = start + (end - start) * min(max(thing.along + along, 0.0), 0.97)
        yield np.array([place[0], place[1], stage.room.low[2]])
