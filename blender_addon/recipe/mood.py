"""The moods of light: strength and colour of sky, sun and lamps in each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from ..spec import MoodSpec, Range
from .model import Vector

WHITE: Vector = (1.0, 1.0, 1.0)
_BLUE_HOUR: Vector = (0.5, 0.72, 1.35)
_DUSK: Vector = (1.3, 0.78, 0.5)
_NIGHT: Vector = (0.55, 0.7, 1.2)
COOL: Vector = (0.8, 0.95, 1.2)


@dataclass(frozen=True)
class Mood:
    """The changes that a mood makes to the light of a spec; factors are drawn log-uniformly."""

    sky: Range
    """Factor on the sky's strength."""
    tints: tuple[Vector, ...] = (WHITE,)
    """Colours that the sky is multiplied with, with equal chance."""
    lamps: tuple[int, int] = (1, 4)
    """Bounds of the number of lamps."""
    watt: Range = (0.5, 1.0)
    """Factor on the lamps' power."""
    kelvin: Range = (0.0, 1.0)
    """Part of the spec's range of colour temperatures for lamps, as shares of it."""
    sun: float = 0.0
    """Factor on the chance of sun."""
    sun_kelvin: Range = (4800.0, 5900.0)
    tubes: float = 0.0
    """Chance that the ceiling's lamp is a fluorescent tube."""
    product_weight: Range = (1.5, 4.0)
    """The product's weight in metering, relative to the room."""
    error_ev: float = 0.0
    """Underexposure in this mood, in stops."""


MOODS: dict[str, Mood] = {
    "day": Mood((1.5, 4.0), lamps=(0, 0), sun=1.0),
    "day_and_lamps": Mood((0.8, 2.0), watt=(0.3, 1.0), sun=0.7),
    "evening": Mood((0.05, 0.4), (_BLUE_HOUR, _DUSK), kelvin=(0.0, 0.3), sun=0.8, sun_kelvin=(2300.0, 3400.0)),
    "night": Mood((0.001, 0.006), (_NIGHT,), kelvin=(0.0, 0.75), tubes=0.2),
    "flash": Mood((0.004, 0.06), (WHITE, _NIGHT), (1, 2), (0.03, 0.2), (0.0, 0.6), product_weight=(8.0, 20.0)),
    "near_dark": Mood((0.0004, 0.004), (_NIGHT,), (1, 1), (0.01, 0.05), (0.0, 0.4), error_ev=1.0),
    "mixed": Mood((0.5, 1.5), (COOL, WHITE), (2, 4), (0.6, 1.4), (0.0, 0.25), sun=0.5, tubes=0.6),
}
"""By the name of the mood's share in the spec."""
OUTDOORS = ("day", "evening", "flash")
"""Moods outdoors, without ceiling lamps."""
CLOSED = ("night", "near_dark", "flash")
"""Moods of a room without a window."""


def draw_mood(shares: MoodSpec, rng: np.random.Generator, windows: int, outdoors: bool) -> str:
    """A mood by its share among those that the place allows; if they all have share 0, with equal chance.

    One number is drawn for every place.
    """
    allowed = OUTDOORS if outdoors else tuple(MOODS) if windows else CLOSED
    given = dataclasses.asdict(shares)
    weights = np.array([given[name] for name in allowed], np.float64)
    if weights.sum() <= 0.0:
        weights[:] = 1.0
    at = int(np.searchsorted(np.cumsum(weights), float(rng.random()) * weights.sum(), side="right"))
    return allowed[min(at, len(allowed) - 1)]
