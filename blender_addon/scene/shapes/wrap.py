"""Films around a revolved wall: labels, prints, sleeves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...arrays import Floats
from .forms import turned_profile
from .shape import Shape

ROWS = 48


def wrapped(wall: Floats, low: float, high: float, lift: float, segments: int, around: Floats | None = None) -> Shape:
    """A film that follows a wall between two heights, slightly in front of it, with its rims bent into the wall.

    Args:
        wall: [K, 2] radius and height of the wall, foot to rim.
        low: Lower rim, metres.
        high: Upper rim, metres.
        lift: How far in front of the wall, metres.
        segments: Points around.
        around: [segments] factors on the radius, or None.

    Returns:
        UV: the middle of the image is at -y, a product's front; u goes below 0, so the image must
            repeat.
    """
    levels = np.linspace(low, high, ROWS)
    rising = np.maximum.accumulate(wall[:, 1]) + np.arange(len(wall)) * 1e-9
    film = np.stack([np.interp(levels, rising, wall[:, 0]) + lift, levels], -1)
    film = np.concatenate([film[:1] - [2 * lift, 0], film, film[-1:] - [2 * lift, 0]])
    shape = turned_profile(film, segments, around)
    return replace(shape, uv=shape.uv - [0.25, 0.0])
