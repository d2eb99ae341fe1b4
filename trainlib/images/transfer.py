"""Between sRGB values and linear light (IEC 61966-2-1), as arrays of any shape and precision."""

from __future__ import annotations

import numpy as np

from trainlib.images.arrays import Array


def srgb_to_linear(values: Array) -> Array:
    """Decode sRGB values in [0, 1] to linear light in [0, 1]."""
    linear: Array = np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4)
    return linear


def linear_to_srgb(linear: Array) -> Array:
    """Encode linear light as sRGB values; what is beyond [0, 1] is clipped."""
    light = np.clip(linear, 0, 1)
    values: Array = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return values
