"""JPEG's loss without a file, on any device: ITU-T T.81 with its tables K.1 and K.2, chroma at half size."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

LUMA = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
CHROMA = (
    (17, 18, 24, 47, 99, 99, 99, 99),
    (18, 21, 26, 66, 99, 99, 99, 99),
    (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99),
    *(((99,) * 8,) * 4),
)


# RGB to Y, Cb and Cr (JFIF 1.02), the latter two around 0.
TO_YCC = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))


def through_jpeg(images: Tensor, quality: Tensor) -> Tensor:
    """Images [B, 3, H, W] in [0, 1] after JPEG of a quality [B] from 1 to 100, as libjpeg counts it.

    Height and width are multiples of 16.
    """
    matrix = images.new_tensor(TO_YCC)
    planes = torch.einsum("ij,bjhw->bihw", matrix, torch.round(255 * images))
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality).view(-1, 1, 1, 1, 1, 1)
    luma = _coded(planes[:, :1] - 128, LUMA, scale) + 128
    chroma = _coded(F.avg_pool2d(planes[:, 1:], 2), CHROMA, scale)
    chroma = F.interpolate(chroma, scale_factor=2, mode="bilinear", align_corners=False)
    seen = torch.einsum("ij,bjhw->bihw", torch.linalg.inv(matrix), torch.cat([luma, chroma], 1))
    return (torch.round(seen) / 255).clamp(0, 1)


def _coded(planes: Tensor, table: tuple[tuple[int, ...], ...], scale: Tensor) -> Tensor:
    """Planes [B, C, H, W] with the DCT coefficients of each 8 × 8 block quantised by a table, scaled in percent."""
    count, channels, height, width = planes.shape
    steps = ((planes.new_tensor(table) * scale + 50) / 100).floor().clamp(1, 255)
    waves = _waves_of_8(planes)
    blocks = planes.reshape(count, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    rounded = torch.round(waves @ blocks @ waves.T / steps) * steps
    return (waves.T @ rounded @ waves).transpose(3, 4).reshape(count, channels, height, width)


def _waves_of_8(like: Tensor) -> Tensor:
    """The discrete cosine transform of 8 numbers as a matrix [8, 8], one wave per row."""
    place = torch.arange(8, dtype=like.dtype, device=like.device)
    waves = torch.cos((2 * place + 1) * place[:, None] * math.pi / 16) / 2
    waves[0] /= math.sqrt(2)
    return waves
