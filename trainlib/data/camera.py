"""What a camera does to light, for pictures of 8 bits: exposure, and a lens that is darker in the corners."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def to_linear(levels: Array) -> Array:
    """Values of sRGB in [0, 1] to linear light (IEC 61966-2-1)."""
    linear: Array = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return linear


def to_srgb(linear: Array) -> Array:
    """Linear light to sRGB values; both in [0, 1], what is beyond is clipped (IEC 61966-2-1)."""
    light = np.clip(linear, 0, 1)
    levels: Array = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return levels


def exposure_table(stops: float) -> Array:
    """What each of the 256 levels of sRGB becomes under so many stops more light: uint8 [256]."""
    return np.round(255 * to_srgb(to_linear(np.arange(256) / 255) * 2.0**stops)).astype(np.uint8)


def darken_outwards(picture: Array, corner: float) -> Array:
    """Natural vignetting: light falls off by cos⁴ of the angle to the lens's axis.

    Args:
        picture: [H, W, 3] uint8, sRGB.
        corner: the angle at which the picture's corner is seen, in radians.
    """
    falloff = (1 + distance(*picture.shape[:2]) * np.float32(math.tan(corner) ** 2)) ** np.float32(-2 / 2.2)
    # sRGB is near enough to a power of 2.2 for a lens that nobody has measured.
    darker: Array = np.round(picture * falloff[..., None]).astype(np.uint8)
    return darker


@lru_cache(maxsize=8)
def distance(height: int, width: int) -> Array:
    """Each pixel's squared distance from the middle [H, W], 1 at the corners."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * height
    x = np.linspace(-1, 1, width, dtype=np.float32)[None] * width
    squared: Array = (x**2 + y**2) / np.float32(height**2 + width**2)
    return squared
