"""Colour: the sRGB transfer curve, luminance, and the colour of hot bodies. Linear means linear Rec. 709."""

from __future__ import annotations

import math

import numpy as np

from .arrays import Floats

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Weights of linear red, green and blue (ITU-R BT.709)."""


def srgb_to_linear(encoded: float) -> float:
    """Decode an sRGB value in [0, 1] to linear light (IEC 61966-2-1)."""
    return encoded / 12.92 if encoded <= 0.04045 else float(((encoded + 0.055) / 1.055) ** 2.4)


def decode_srgb(encoded: Floats) -> Floats:
    """Decode sRGB values in [0, 1] to linear light."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def encode_srgb(linear: Floats) -> Floats:
    """Encode linear light in [0, 1] as sRGB values."""
    power = 1.055 * np.power(np.maximum(linear, 1e-12), 1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, 12.92 * linear, power)


def luminance_of(red: float, green: float, blue: float) -> float:
    """Relative luminance of one linear colour."""
    return LUMINANCE[0] * red + LUMINANCE[1] * green + LUMINANCE[2] * blue


def kelvin_to_rgb(kelvin: float) -> tuple[float, float, float]:
    """Linear Rec. 709 of a black body, scaled to luminance 1, negative parts cut.

    CIE xy along the Planckian locus by Kim et al. (US patent 7024034, 2002), valid from 1667 to 25000 K; other
    temperatures are clamped to this range.
    """
    t = min(max(kelvin, 1667.0), 25000.0)
    if t <= 4000:
        x = -0.2661239e9 / t**3 - 0.2343589e6 / t**2 + 0.8776956e3 / t + 0.179910
    else:
        x = -3.0258469e9 / t**3 + 2.1070379e6 / t**2 + 0.2226347e3 / t + 0.240390
    if t <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif t <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    big_x, big_z = x / y, (1 - x - y) / y
    rgb = (
        3.2404542 * big_x - 1.5371385 - 0.4985314 * big_z,
        -0.9692660 * big_x + 1.8760108 + 0.0415560 * big_z,
        0.0556434 * big_x - 0.2040259 + 1.0572252 * big_z,
    )
    red, green, blue = (max(part, 0.0) for part in rgb)
    scale = luminance_of(red, green, blue)
    if not math.isfinite(scale) or scale <= 0:
        return (1.0, 1.0, 1.0)
    return (red / scale, green / scale, blue / scale)
