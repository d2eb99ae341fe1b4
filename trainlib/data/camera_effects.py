"""Camera effects: what a lens, a sensor and a file do to a photo, their ranges by strength, and how they are drawn.

The loader applies them by `transforms.photo_effects`, the batch's device by `device_effects`.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from trainlib.data.camera import disc
from trainlib.images.arrays import Array


@dataclass(frozen=True)
class EffectRanges:
    """Ranges and chances of the effects on a photo, in their order.

    Attributes:
        defocus: radius of a point out of focus, in pixels, and `defocus_chance`.
        motion: the longest smear of a moving camera, in pixels, and `motion_chance`.
        corner: the angle at which the image's corner is seen, in degrees, and `corner_chance`; see `camera.vignette`.
        stops: the largest error of the exposure in stops, and `stops_chance`.
        shot: light of one photon, as a share of white, and `shot_chance`.
        read: standard deviation of what the sensor adds, as a share of white, and `read_chance`.
        brightness: added to the image, as a share of white, at most, and
        contrast: levels are multiplied by 1 ± at most this, and `tone_chance` of both.
        shrink: the share of its size that a photo was shrunk to and is brought back from, and `shrink_chance`.
        quality: of JPEG, and `quality_chance`.
    """

    defocus: tuple[float, float]
    motion: int
    stops: float
    shot: tuple[float, float]
    read: tuple[float, float]
    shrink: tuple[float, float]
    quality: tuple[int, int]
    corner: tuple[float, float] = (15.0, 35.0)
    brightness: float = 0.05
    contrast: float = 0.1
    defocus_chance: float = 0.1
    motion_chance: float = 0.1
    corner_chance: float = 0.15
    stops_chance: float = 0.4
    shot_chance: float = 0.15
    read_chance: float = 0.25
    tone_chance: float = 0.2
    shrink_chance: float = 0.12
    quality_chance: float = 0.3


RANGES = {
    "light": EffectRanges((1, 2), 5, 0.3, (0.0003, 0.002), (0.004, 0.025), (0.6, 0.9), (55, 95)),
    "strong": EffectRanges((1, 3), 7, 0.8, (0.0003, 0.004), (0.004, 0.05), (0.4, 0.9), (40, 95)),
}

# Side of a kernel that holds the widest disc after the longest smear of "light".
REACH = 9


class DrawnEffects(NamedTuple):
    """The effects on one photo; None is no effect. Not frozen, because Lightning moves no frozen dataclass."""

    seed: int
    blur: Array | None = None
    corner: float | None = None
    stops: float | None = None
    shot: float | None = None
    read: float | None = None
    tone: tuple[float, float] | None = None
    shrink: float | None = None
    quality: float | None = None


def draw_effects(strength: str, rng: np.random.Generator) -> DrawnEffects:
    """Draw the effects on one photo.

    Args:
        strength: "none" or "light"; the hue jitter of "strong" is the loader's alone.
        rng: where the numbers come from.
    """
    seed = int(rng.integers(2**62))
    if strength == "none":
        return DrawnEffects(seed)
    ranges = RANGES[strength]
    kernel = None
    if rng.random() < ranges.defocus_chance:
        kernel = spread(kernel, disc(rng.uniform(*ranges.defocus)))
    if rng.random() < ranges.motion_chance:
        kernel = spread(kernel, smear(int(rng.integers(3, ranges.motion + 1)), rng.uniform(0, math.pi)))

    def perhaps(chance: float, low: float, high: float) -> float | None:
        return rng.uniform(low, high) if rng.random() < chance else None

    corner = perhaps(ranges.corner_chance, *ranges.corner)
    stops = perhaps(ranges.stops_chance, -ranges.stops, ranges.stops)
    shot, read = perhaps(ranges.shot_chance, *ranges.shot), perhaps(ranges.read_chance, *ranges.read)
    contrast = perhaps(ranges.tone_chance, 1 - ranges.contrast, 1 + ranges.contrast)
    tone = None if contrast is None else (contrast, rng.uniform(-ranges.brightness, ranges.brightness))
    shrink, quality = perhaps(ranges.shrink_chance, *ranges.shrink), perhaps(ranges.quality_chance, *ranges.quality)
    return DrawnEffects(seed, kernel, corner, stops, shot, read, tone, shrink, quality)


def smear(length: int, angle: float) -> Array:
    """A straight movement of the camera by `length` pixels, at an angle in radians: a kernel of sum 1."""
    kernel: Array = np.zeros((length | 1, length | 1), np.float32)
    middle, half = length // 2, (length - 1) / 2
    x, y = half * math.cos(angle), half * math.sin(angle)
    ends = [(round(16 * (middle + sign * x)), round(16 * (middle + sign * y))) for sign in (-1, 1)]
    levels = cv2.line(kernel.astype(np.uint8), ends[0], ends[1], 255, 1, cv2.LINE_AA, 4)
    kernel += levels
    kernel /= kernel.sum()
    return kernel


def spread(kernel: Array | None, other: Array) -> Array:
    """A kernel [REACH, REACH] of sum 1, blurred by another one; None is a point."""
    if kernel is None:
        kernel = np.zeros((REACH, REACH), np.float32)
        kernel[REACH // 2, REACH // 2] = 1
    spread_out: Array = cv2.filter2D(kernel, -1, other, borderType=cv2.BORDER_CONSTANT)
    return spread_out
