"""What `transforms.photo_effects` does to images one by one, done to a batch on whatever device it is on.

The same effects in the same order, of the ranges and chances of `looks`: each sample's are drawn as it is loaded. The
images are rounded to levels once, at the end, and JPEG is its arithmetic without its file.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from trainlib.data.camera import disc, distance
from trainlib.data.develop import develop
from trainlib.data.jpeg import through_jpeg
from trainlib.data.looks import LOOKS
from trainlib.images.arrays import Array
from trainlib.images.colour import to_linear

# Side of a kernel that holds the widest disc after the longest smear of "light".
REACH = 9


class DrawnLook(NamedTuple):
    """The effects on one photo; what is None is left out. Lightning takes no frozen dataclass to a device."""

    seed: int
    blur: Array | None = None
    corner: float | None = None
    stops: float | None = None
    shot: float | None = None
    read: float | None = None
    tone: tuple[float, float] | None = None
    shrink: float | None = None
    quality: float | None = None


def draw_look(strength: str, rng: np.random.Generator) -> DrawnLook:
    """Draw the effects on one photo.

    Args:
        strength: "none" or "light"; the hue jitter of "strong" is the loader's alone.
        rng: where the numbers come from.
    """
    seed = int(rng.integers(2**62))
    if strength == "none":
        return DrawnLook(seed)
    look = LOOKS[strength]
    kernel = None
    if rng.random() < look.defocus_chance:
        kernel = spread(kernel, disc(rng.uniform(*look.defocus)))
    if rng.random() < look.motion_chance:
        kernel = spread(kernel, smear(int(rng.integers(3, look.motion + 1)), rng.uniform(0, math.pi)))

    def perhaps(chance: float, low: float, high: float) -> float | None:
        return rng.uniform(low, high) if rng.random() < chance else None

    corner = perhaps(look.corner_chance, *look.corner)
    stops = perhaps(look.stops_chance, -look.stops, look.stops)
    shot, read = perhaps(look.shot_chance, *look.shot), perhaps(look.read_chance, *look.read)
    contrast = perhaps(look.tone_chance, 1 - look.contrast, 1 + look.contrast)
    tone = None if contrast is None else (contrast, rng.uniform(-look.brightness, look.brightness))
    shrink, quality = perhaps(look.shrink_chance, *look.shrink), perhaps(look.quality_chance, *look.quality)
    return DrawnLook(seed, kernel, corner, stops, shot, read, tone, shrink, quality)


def smear(length: int, angle: float) -> Array:
    """A straight movement of the camera by so many pixels, at an angle in radians: a kernel of sum 1."""
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


def photograph(images: Tensor, looks: list[DrawnLook]) -> Tensor:
    """Images float32 [B, 3, H, W], sRGB in [0, 1], with a look each; in steps of 1/255."""
    images = images.clone()
    height, width = images.shape[-2:]

    def chosen(name: str) -> tuple[list[int], Tensor]:
        """Which images an effect is for, and its numbers [N, 1, 1, 1] or [N, ..., 1, 1]."""
        rows = [row for row, look in enumerate(looks) if getattr(look, name) is not None]
        numbers = np.array([getattr(looks[row], name) for row in rows], np.float32)
        return rows, torch.from_numpy(numbers).to(images.device)

    rows, kernels = chosen("blur")
    if rows:
        images[rows] = blur(images[rows], kernels)
    rows, angles = chosen("corner")
    if rows:
        away = torch.from_numpy(distance(height, width)).to(images.device)
        images[rows] *= (1 + away * torch.tan(torch.deg2rad(angles)).view(-1, 1, 1, 1) ** 2) ** (-2 / 2.2)
    rows, stops = chosen("stops")
    if rows:
        images[rows] = to_srgb(to_linear(images[rows]) * torch.exp2(stops).view(-1, 1, 1, 1))
    rows, photons = chosen("shot")
    if rows:
        light = to_linear(images[rows])
        noise = noise_like(light, [looks[row].seed for row in rows])
        images[rows] = to_srgb(light + noise * torch.sqrt(light * photons.view(-1, 1, 1, 1)))
    rows, deviations = chosen("read")
    if rows:
        noise = noise_like(images[rows], [looks[row].seed + 1 for row in rows])
        images[rows] = (images[rows] + noise * deviations.view(-1, 1, 1, 1)).clamp(0, 1)
    rows, tones = chosen("tone")
    if rows:
        contrast, brightness = tones.view(-1, 2, 1, 1, 1).unbind(1)
        images[rows] = (images[rows] * contrast + brightness).clamp(0, 1)
    for row, look in enumerate(looks):
        if look.shrink is not None:
            small = (max(1, round(height * look.shrink)), max(1, round(width * look.shrink)))
            shrunk = F.interpolate(images[row, None], small, mode="area")
            images[row] = F.interpolate(shrunk, (height, width), mode="bilinear", align_corners=False)[0]
    rows, qualities = chosen("quality")
    if rows:
        images[rows] = through_jpeg(images[rows], qualities)
    return torch.round(255 * images) / 255


def blur(images: Tensor, kernels: Tensor) -> Tensor:
    """Each image [B, 3, H, W] by a kernel of its own [B, K, K]; the border is mirrored, as OpenCV does it."""
    count, channels, height, width = images.shape
    reach = kernels.shape[-1] // 2
    padded = F.pad(images, [reach] * 4, mode="reflect").flatten(0, 1)[None]
    weights = kernels.repeat_interleave(channels, 0)[:, None]
    return F.conv2d(padded, weights, groups=count * channels).view(count, channels, height, width)


def to_srgb(light: Tensor) -> Tensor:
    """SRGB of linear light, clipped to [0, 1]."""
    one = light.new_ones(())
    return develop(light, one * 0, one, "srgb", quantise=False)


def noise_like(images: Tensor, seeds: list[int]) -> Tensor:
    """Standard normal numbers, each image's from a seed of its own."""
    generator = torch.Generator(images.device)
    noise = torch.empty_like(images)
    for plane, seed in zip(noise, seeds, strict=True):
        plane.normal_(generator=generator.manual_seed(seed))
    return noise
