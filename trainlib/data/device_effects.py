"""Camera effects on a batch, on its device.

The effects are those of `transforms.photo_effects`, in the same order, with the same ranges and chances. Each sample's
are drawn as it is loaded. Images are rounded to levels once, at the end, and JPEG is its arithmetic without its file.
"""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from trainlib.data.camera import distance
from trainlib.data.camera_effects import DrawnEffects
from trainlib.data.develop import develop
from trainlib.data.jpeg import through_jpeg
from trainlib.images.colour import to_linear


def apply_effects(images: Tensor, drawn: list[DrawnEffects]) -> Tensor:
    """Images float32 [B, 3, H, W], sRGB in [0, 1], with the effects drawn for each; in steps of 1/255."""
    images = images.clone()
    height, width = images.shape[-2:]

    def chosen(name: str) -> tuple[list[int], Tensor]:
        """Which images an effect is for, and its numbers [N, 1, 1, 1] or [N, ..., 1, 1]."""
        rows = [row for row, effects in enumerate(drawn) if getattr(effects, name) is not None]
        numbers = np.array([getattr(drawn[row], name) for row in rows], np.float32)
        return rows, torch.from_numpy(numbers).to(images.device)

    rows, kernels = chosen("blur")
    if rows:
        images[rows] = _blur(images[rows], kernels)
    rows, angles = chosen("corner")
    if rows:
        away = torch.from_numpy(distance(height, width)).to(images.device)
        images[rows] *= (1 + away * torch.tan(torch.deg2rad(angles)).view(-1, 1, 1, 1) ** 2) ** (-2 / 2.2)
    rows, stops = chosen("stops")
    if rows:
        images[rows] = _to_srgb(to_linear(images[rows]) * torch.exp2(stops).view(-1, 1, 1, 1))
    rows, photons = chosen("shot")
    if rows:
        light = to_linear(images[rows])
        noise = _noise_like(light, [drawn[row].seed for row in rows])
        images[rows] = _to_srgb(light + noise * torch.sqrt(light * photons.view(-1, 1, 1, 1)))
    rows, deviations = chosen("read")
    if rows:
        noise = _noise_like(images[rows], [drawn[row].seed + 1 for row in rows])
        images[rows] = (images[rows] + noise * deviations.view(-1, 1, 1, 1)).clamp(0, 1)
    rows, tones = chosen("tone")
    if rows:
        contrast, brightness = tones.view(-1, 2, 1, 1, 1).unbind(1)
        images[rows] = (images[rows] * contrast + brightness).clamp(0, 1)
    for row, effects in enumerate(drawn):
        if effects.shrink is not None:
            small = (max(1, round(height * effects.shrink)), max(1, round(width * effects.shrink)))
            shrunk = F.interpolate(images[row, None], small, mode="area")
            images[row] = F.interpolate(shrunk, (height, width), mode="bilinear", align_corners=False)[0]
    rows, qualities = chosen("quality")
    if rows:
        images[rows] = through_jpeg(images[rows], qualities)
    return torch.round(255 * images) / 255


def _blur(images: Tensor, kernels: Tensor) -> Tensor:
    """Each image [B, 3, H, W] blurred by its own kernel [B, K, K]; the border is mirrored, as in OpenCV."""
    count, channels, height, width = images.shape
    reach = kernels.shape[-1] // 2
    padded = F.pad(images, [reach] * 4, mode="reflect").flatten(0, 1)[None]
    weights = kernels.repeat_interleave(channels, 0)[:, None]
    return F.conv2d(padded, weights, groups=count * channels).view(count, channels, height, width)


def _to_srgb(light: Tensor) -> Tensor:
    """SRGB of linear light, clipped to [0, 1]."""
    one = light.new_ones(())
    return develop(light, one * 0, one, "srgb", quantise=False)


def _noise_like(images: Tensor, seeds: list[int]) -> Tensor:
    """Standard normal numbers, each image's from a seed of its own."""
    generator = torch.Generator(images.device)
    noise = torch.empty_like(images)
    for plane, seed in zip(noise, seeds, strict=True):
        plane.normal_(generator=generator.manual_seed(seed))
    return noise
