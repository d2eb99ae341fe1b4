"""Develops light into an image: `develop` of the dataset format, in NumPy.

trainlib has the same function in PyTorch. The section "develop" of the format's page defines both exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats, Pixels
from ..colour import LUMINANCE, encode_srgb
from ..recipe.model import Curve

NEUTRAL = (1.0, 1.0, 1.0)


def develop(
    light: ArrayLike,
    exposure_ev: float = 0.0,
    white_balance: Sequence[float] = NEUTRAL,
    curve: Curve = "srgb",
) -> Pixels:
    """Linear Rec. 709 light [H, W, 3] as an 8-bit sRGB picture [H, W, 3].

    Args:
        light: Radiance, any float type, unbounded; negative values count as black.
        exposure_ev: Exposure in EV: one more doubles the light.
        white_balance: Gain of red, green and blue, in that order.
        curve: "srgb" clips at one; "film" rolls off (Narkowicz 2015).

    Raises:
        ValueError: The curve is none of these.
    """
    return to_bytes(encode_srgb(tone(light, exposure_ev, white_balance, curve)))


def tone(light: ArrayLike, exposure_ev: float, white_balance: Sequence[float], curve: Curve) -> Floats:
    """Exposed and balanced light mapped to [0, 1] by the curve, still linear; arguments as in `develop`."""
    x: Floats = np.maximum(np.asarray(light, np.float64), 0.0)
    x = x * (2.0**exposure_ev * np.asarray(white_balance, np.float64))
    if curve == "srgb":
        return np.asarray(np.minimum(x, 1.0))
    if curve == "film":
        # Infinite light would become inf/inf; at 1e6 the curve is white anyway.
        x = np.minimum(x, 1e6)
        return np.asarray(np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0))
    raise ValueError(f"curve {curve!r} is neither 'srgb' nor 'film'")


def untone(value: float, curve: Curve) -> float:
    """The exposed light that `tone` maps to `value`, in [0, 1): the film curve's quadratic solved for x."""
    if curve == "srgb":
        return value
    a, b, c = 2.51 - 2.43 * value, 0.03 - 0.59 * value, -0.14 * value
    return float((-b + np.sqrt(b * b - 4 * a * c)) / (2 * a))


def to_bytes(encoded: ArrayLike) -> Pixels:
    """Values in [0, 1] as round(255 v), those outside clipped."""
    return np.round(255.0 * np.clip(np.asarray(encoded, np.float64), 0.0, 1.0)).astype(np.uint8)


def luminance(light: ArrayLike) -> Floats:
    """Relative luminance [H, W] of linear Rec. 709 light [H, W, 3] (ITU-R BT.709 weights)."""
    return np.asarray(np.asarray(light, np.float64) @ np.array(LUMINANCE))
