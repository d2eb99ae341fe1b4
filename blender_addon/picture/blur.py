"""Blur in NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats


def gaussian_blur(image: ArrayLike, sigma_px: float) -> Floats:
    """An image [H, W] or [H, W, C] blurred by a Gaussian of `sigma_px` pixels; edges are repeated outward.

    A sigma of 0 returns the image unchanged.
    """
    values = np.asarray(image, np.float64)
    reach = round(3 * sigma_px)
    if reach < 1:
        return values
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_px) ** 2)
    taps /= taps.sum()
    for axis in (0, 1):
        length = values.shape[axis]
        padding = [(reach, reach) if a == axis else (0, 0) for a in range(values.ndim)]
        padded = np.pad(values, padding, mode="edge")
        values = np.zeros_like(values)
        for shift, tap in enumerate(taps):
            window = [slice(None)] * values.ndim
            window[axis] = slice(shift, shift + length)
            values += tap * padded[tuple(window)]
    return values


def smoothstep(low: float, high: float, value: ArrayLike) -> Floats:
    """0 up to `low`, 1 from `high` on, and a smooth cubic between."""
    t = np.clip((np.asarray(value, np.float64) - low) / (high - low), 0.0, 1.0)
    return t * t * (3 - 2 * t)
