"""Light by group: converts it for storage, and sums it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..arrays import Floats, Plane
from .exr_write import LARGEST_HALF


def to_half(light: Mapping[str, Plane]) -> dict[str, Plane]:
    """The layers in half precision, so that the developed image agrees with the stored light."""
    return {
        group: np.minimum(plane, LARGEST_HALF).astype(np.float16).astype(np.float32) for group, plane in light.items()
    }


def mix(light: Mapping[str, Plane], gains: Mapping[str, float]) -> Floats:
    """The sum of the layers, each times its gain [H, W, 3]; KeyError where a layer has no gain."""
    return sum(
        (np.asarray(plane, np.float64) * gains[group] for group, plane in light.items()),
        start=np.zeros(np.shape(next(iter(light.values())))),
    )
