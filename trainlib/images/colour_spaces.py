"""RGB colour spaces other than sRGB, by their primaries and their gamma, and the way from them to sRGB."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from trainlib.images.alpha import to_uint8
from trainlib.images.arrays import Array, UInt8Array
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear

D65 = (0.3127, 0.3290)
# From XYZ to cone responses: Bradford (Lam 1985), as in ICC profiles.
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_STEPS = 65535  # of linear light, from which levels are looked up: fine enough for the darkest of them
_STRIP = 512  # rows


@dataclass(frozen=True)
class ColourSpace:
    """An RGB space.

    Attributes:
        primaries: CIE 1931 (x, y) of red, green and blue.
        white: that of white.
        gamma: the power that values in [0, 1] are raised to for linear light; None is sRGB's own curve.
    """

    primaries: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    white: tuple[float, float] = D65
    gamma: float | None = None

    @property
    def is_srgb(self) -> bool:
        """Whether it is sRGB within the precision of files; a gamma of 2.2 counts as sRGB's curve."""
        found, own = np.array([*self.primaries, self.white]), np.array([*SRGB.primaries, SRGB.white])
        return bool(np.abs(found - own).max() < 0.005) and (self.gamma is None or abs(self.gamma - 2.2) < 0.05)

    def linear(self, values: Array) -> Array:
        """Values in [0, 1] as linear light."""
        return srgb_to_linear(values) if self.gamma is None else values**self.gamma

    def to_xyz(self) -> Array:
        """The matrix [3, 3] from linear light to CIE XYZ, white at Y = 1 (SMPTE RP 177)."""
        columns = np.array([_xyz(point) for point in self.primaries]).T
        return columns * np.linalg.solve(columns, _xyz(self.white))


SRGB = ColourSpace(((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)))
ADOBE_RGB = ColourSpace(((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), gamma=563 / 256)
DISPLAY_P3 = ColourSpace(((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)))
WIDE_GAMUT_RGB = ColourSpace(((0.7347, 0.2653), (0.1152, 0.8264), (0.1566, 0.0177)), (0.3457, 0.3585), 563 / 256)


def convert(levels: UInt8Array, space: ColourSpace) -> UInt8Array:
    """Bring an image to sRGB; colours that sRGB does not have are clipped.

    White is adapted, so that greys stay grey.

    Args:
        levels: uint8 [H, W, 3], or greys [H, W].
        space: what the levels are of.

    Returns:
        uint8 of the same shape, sRGB.
    """
    light = space.linear(np.arange(256) / 255)
    if levels.ndim == 2:
        return np.asarray(to_uint8(linear_to_srgb(light))[levels])
    matrix = (np.linalg.inv(SRGB.to_xyz()) @ _adaptation(space.white, SRGB.white) @ space.to_xyz()).astype(np.float32)
    level_of = to_uint8(linear_to_srgb(np.arange(_STEPS + 1) / _STEPS))
    result = np.empty_like(levels)
    for top in range(0, levels.shape[0], _STRIP):  # in strips, or copies of a large photo would fill the memory
        rows = slice(top, top + _STRIP)
        mixed = cv2.transform(light.astype(np.float32)[levels[rows]], matrix)
        result[rows] = level_of[(np.clip(mixed, 0, 1) * _STEPS + 0.5).astype(np.uint16)]
    return result


def _adaptation(white: tuple[float, float], other: tuple[float, float]) -> Array:
    """The matrix [3, 3] that turns XYZ under one white into XYZ under another."""
    gain = (_BRADFORD @ _xyz(other)) / (_BRADFORD @ _xyz(white))
    return np.asarray(np.linalg.inv(_BRADFORD) @ np.diag(gain) @ _BRADFORD)


def _xyz(point: tuple[float, float]) -> Array:
    """XYZ [3] of an (x, y) at Y = 1."""
    x, y = point
    return np.array([x / y, 1.0, (1 - x - y) / y])
