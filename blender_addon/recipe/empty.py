"""Empty rooms: what several samples of one room share, and where each one looks."""

from __future__ import annotations

from dataclasses import replace

from ..library.asset import Library
from ..spec import DatasetSpec, MoodSpec
from .draw import draw
from .model import Recipe

VIEWS = 8
"""Samples in a row that show the same room. So they share one build, and one split."""


def draw_empty(spec: DatasetSpec, library: Library, sample: int, attempt: int = 0) -> Recipe:
    """The recipe of one view of an empty room.

    All but the id is that of the room's first view. The product of the recipe is where the room is furnished around,
    and is not shown. No other product, occluder or support is drawn. There is no flash, because it would stand where
    the room's first camera is.
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
