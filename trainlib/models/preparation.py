"""Preprocessing of photos by name. It is a part of the network, so that `predict` does the same."""

from collections.abc import Callable, Mapping
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from trainlib.images.colour import luma

LEVELS = 256
# Of CLAHE: tiles a side, and the clip limit as a multiple of a tile's mean count (Zuiderveld 1994).
TILES, CLIP = 8, 2.0


def _grey(image: Tensor) -> Tensor:
    """Luma in all three channels."""
    return luma(image).expand_as(image)


def _unchanged(image: Tensor) -> Tensor:
    """The image as it is."""
    return image


def _stretch(image: Tensor, low: float, high: float) -> Tensor:
    """Contrast stretched from two percentiles of luma, as shares, to black and white."""
    flat = luma(image).flatten(1).float()
    # Some 100,000 pixels are enough for percentiles, and torch.quantile has a limit.
    ends = torch.quantile(flat[:, :: max(1, flat.shape[1] // 100_000)], flat.new_tensor([low, high]), dim=1)
    dark, pale = (end.view(-1, 1, 1, 1).to(image.dtype) for end in ends)
    found: Tensor = ((image - dark) / (pale - dark).clamp(min=1 / 255)).clamp(0, 1)
    return found


def _equalised(image: Tensor) -> Tensor:
    """Histogram equalisation of luma; colour differences are kept."""
    light = luma(image)
    return _with_luma(image, light, _table(_counts(light)).gather(1, _level(light).flatten(1)).view_as(light))


def _clahe(image: Tensor) -> Tensor:
    """Contrast-limited adaptive histogram equalisation of luma (Zuiderveld 1994), 8 x 8 tiles, clip limit 2."""
    light = luma(image)
    batch, _, height, width = light.shape
    tall, wide = -(-height // TILES), -(-width // TILES)
    whole = F.pad(light, (0, wide * TILES - width, 0, tall * TILES - height), mode="replicate")
    tiles = F.unfold(whole, (tall, wide), stride=(tall, wide)).transpose(1, 2).reshape(-1, 1, tall, wide)
    counts = _counts(tiles)
    most = CLIP * tall * wide / LEVELS
    over = (counts - most).clamp(min=0).sum(1, keepdim=True)
    table = _table(counts.clamp(max=most) + over / LEVELS).to(image.dtype)
    # Tables as a volume [B, 1, level, y, x]: sampling it interpolates between tiles and levels.
    volume = table.view(batch, TILES, TILES, LEVELS).permute(0, 3, 1, 2)[:, None]
    y = _between(height, tall, image).view(1, height, 1).expand(batch, height, width)
    x = _between(width, wide, image).view(1, 1, width).expand(batch, height, width)
    grid = torch.stack([x, y, light[:, 0] * 2 - 1], dim=-1)[:, None]
    found = F.grid_sample(volume, grid, padding_mode="border", align_corners=True)
    return _with_luma(image, light, found[:, 0])


def _between(length: int, tile: int, image: Tensor) -> Tensor:
    """The position of each pixel between the centres of the first tile (-1) and the last (1)."""
    middle = torch.arange(length, device=image.device, dtype=image.dtype) + 0.5
    return 2 * (middle / tile - 0.5) / (TILES - 1) - 1


def _level(light: Tensor) -> Tensor:
    return (light * (LEVELS - 1)).round().long().clamp(0, LEVELS - 1)


def _counts(light: Tensor) -> Tensor:
    """How many pixels of each image have each level: [B, 256]."""
    levels = _level(light).flatten(1)
    empty = torch.zeros(len(light), LEVELS, device=light.device)
    return empty.scatter_add(1, levels, torch.ones_like(levels, dtype=torch.float32))


def _table(counts: Tensor) -> Tensor:
    """What each level becomes: the share of pixels that are no lighter [B, 256]."""
    return counts.cumsum(1) / counts.sum(1, keepdim=True)


def _with_luma(image: Tensor, before: Tensor, after: Tensor) -> Tensor:
    """The image with another luma [B, 1, H, W], its differences between channels kept."""
    return (image + after.to(image.dtype) - before).clamp(0, 1)


PREPARATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "none": _unchanged,
    "grey": _grey,
    "stretch_2_98": partial(_stretch, low=0.02, high=0.98),
    "stretch_10_90": partial(_stretch, low=0.1, high=0.9),
    "equalised": _equalised,
    "clahe": _clahe,
}
"""By name: sRGB [B, 3, H, W] in [0, 1] to the same."""
