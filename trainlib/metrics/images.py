"""Metrics of an image, one number per image [B]; a dataset's metric is their mean."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

from trainlib.images.colour import luma

# The value for identical images.
MAX_PSNR = 100.0


def mse(image: Tensor, target: Tensor) -> Tensor:
    """The mean squared error Σ(x − y)²/n of each image [B, C, H, W], values in [0, 1]."""
    return ((image - target) ** 2).flatten(1).mean(1)


def psnr(image: Tensor, target: Tensor) -> Tensor:
    """The peak signal-to-noise ratio of each image in dB: −10·log10(MSE) of values in [0, 1], up to 100."""
    return (-10 * torch.log10(mse(image, target).clamp(min=1e-12))).clamp(max=MAX_PSNR)


def ssim(image: Tensor, target: Tensor) -> Tensor:
    """The structural similarity (Wang et al. 2004) of each image [B, 3, H, W] in [0, 1]; 1 if they are the same.

    The mean of (2·μx·μy + c1)·(2·σxy + c2) / ((μx² + μy² + c1)·(σx² + σy² + c2)) over windows of 11×11 pixels, weighed
    by a Gaussian of σ = 1.5, with c1 = 0.01² and c2 = 0.03².
    """
    values = structural_similarity_index_measure(image, target, data_range=1.0, reduction="none")
    assert isinstance(values, Tensor)  # a tuple only if contrast or the full map is asked for
    return values.reshape(len(image))


def sharpness(image: Tensor) -> Tensor:
    """The variance of each image's Laplacian (Pech-Pacheco et al. 2000), luma of sRGB in [0, 1]; 0 where flat.

    Args:
        image: [B, 3, H, W] in [0, 1]; the outermost pixels have no Laplacian and do not count.
    """
    kernel = image.new_tensor([[0, 1, 0], [1, -4, 1], [0, 1, 0]]).view(1, 1, 3, 3)
    return F.conv2d(luma(image), kernel).flatten(1).var(1, correction=0)


def sharpness_kept(image: Tensor, target: Tensor) -> Tensor:
    """Each image's `sharpness` over its target's: 1 as sharp, below it blurred, above it noisy or ringing.

    NaN if the target is flat.
    """
    true = sharpness(target)
    return torch.where(true > 0, sharpness(image) / true, torch.full_like(true, torch.nan))
