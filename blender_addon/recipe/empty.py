"""Draws empty rooms: several samples share one room, each with its own view."""

from __future__ import annotations

from dataclasses import replace

from ..library.asset import Library
from ..spec import DatasetSpec, MoodSpec
from .draw import draw
from .model import Recipe

VIEWS = 8
"""Consecutive samples that show the same room. They share one build and one split."""


def draw_empty(spec: DatasetSpec, library: Library, sample: int, attempt: int = 0) -> Recipe:
    """The recipe of one view of an empty room.

    Everything but the id is that of the room's first view. The recipe's product is not shown; furniture is placed
    around it. No other product, occluder or support is drawn. There is no flash, because it would be at the camera of
    the first view.
    """
    place = replace(spec.place, sweep=0.0, outdoor=0.0)
    if place.room + place.white <= 0.0:
        place = replace(place, room=1.0)
    mood = replace(spec.mood, flash=0.0, near_dark=0.0)
    if not any(vars(mood).values()):
        mood = replace(MoodSpec(), flash=0.0, near_dark=0.0)
    bare = replace(
        spec,
        place=place,
        mood=mood,
        product=replace(spec.product, library_share=0.0, sets=0.0),
        surroundings=replace(spec.surroundings, other_products=(0.0, 0.0), support=0.0, occluder=0.0),
    )
    return replace(draw(bare, library, sample - sample % VIEWS, attempt), id=sample)
