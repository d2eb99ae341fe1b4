"""Losses of an image: functions of image, target [B, 3, H, W] in [0, 1] sRGB and alpha [B, 1, H, W]."""

import torch.nn.functional as F
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

from trainlib.images.colour import delta_e_2000, to_lab


def mse_loss(image: Tensor, target: Tensor, alpha: Tensor) -> Tensor:
    """The mean squared error (L2) of the whole image, Σ(x − y)²/n."""
    return F.mse_loss(image, target)


def l1_loss(image: Tensor, target: Tensor, alpha: Tensor) -> Tensor:
    """The mean absolute error (L1) of the whole image, Σ|x − y|/n."""
    return F.l1_loss(image, target)


def ssim_loss(image: Tensor, target: Tensor, alpha: Tensor) -> Tensor:
    """1 − SSIM (Wang et al. 2004) of the whole image; the formula stands at `metrics.ssim`."""
    likeness = structural_similarity_index_measure(image, target, data_range=1.0)
    assert isinstance(likeness, Tensor)  # a tuple only if contrast or the full map is asked for
    return 1 - likeness


def delta_e_loss(image: Tensor, target: Tensor, alpha: Tensor) -> Tensor:
    """The mean ΔE2000 of the product, Σ a·ΔE / Σ a over the batch, in hundreds: 1 is black against white.

    Only the product counts, not the white around it. 0 if there is no product.
    """
    difference = delta_e_2000(to_lab(image.float()), to_lab(target.float()))
    weight = alpha[:, 0].float()
    return (weight * difference).sum() / weight.sum().clamp(min=1e-6) / 100
