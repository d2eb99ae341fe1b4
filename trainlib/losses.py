"""Losses as functions of tensors; each is a mean over the batch."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure


def soft_dice_loss(logits: Tensor, alpha: Tensor, smooth: float = 1.0) -> Tensor:
    """One less the soft Dice coefficient, 1 − (2·Σpt + s) / (Σp² + Σt² + s), after Milletari et al. 2016.

    The squares let a soft edge reach 0 loss: p = t gives 0 whatever t is.

    Args:
        logits: [B, 1, H, W], before the sigmoid.
        alpha: [B, 1, H, W] in [0, 1].
        smooth: s; keeps a picture without product from dividing by 0.
    """
    probability = torch.sigmoid(logits).flatten(1)
    truth = alpha.flatten(1)
    overlap = (probability * truth).sum(1)
    area = (probability**2).sum(1) + (truth**2).sum(1)
    return (1 - (2 * overlap + smooth) / (area + smooth)).mean()


def matte_loss(logits: Tensor, alpha: Tensor, dice_weight: float = 1.0) -> Tensor:
    """Binary cross-entropy, by pixel, and soft Dice, by picture, of a matte.

    Args:
        logits: [B, 1, H, W], before the sigmoid.
        alpha: [B, 1, H, W] in [0, 1].
        dice_weight: how much of the Dice loss is added.
    """
    return F.binary_cross_entropy_with_logits(logits, alpha) + dice_weight * soft_dice_loss(logits, alpha)


def picture_loss(picture: Tensor, target: Tensor, mse: float = 1.0, l1: float = 0.0, ssim: float = 0.0) -> Tensor:
    """A weighted sum of mean squared error, mean absolute error and 1 − SSIM (Wang et al. 2004).

    Args:
        picture: [B, 3, H, W] in [0, 1].
        target: [B, 3, H, W] in [0, 1].
        mse: weight of the squared error.
        l1: weight of the absolute error.
        ssim: weight of 1 − SSIM, over an 11×11 Gaussian window of σ = 1.5.
    """
    loss = mse * F.mse_loss(picture, target)
    if l1:
        loss = loss + l1 * F.l1_loss(picture, target)
    if ssim:
        likeness = structural_similarity_index_measure(picture, target, data_range=1.0)
        assert isinstance(likeness, Tensor)  # a pair only where contrast or the full map is asked for
        loss = loss + ssim * (1 - likeness)
    return loss
