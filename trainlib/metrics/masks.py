"""Metrics of a mask or matte, one number per image [B]; a dataset's metric is their mean."""

import torch
from torch import Tensor

from trainlib.images.alpha import MASK_THRESHOLD


def overlap(probability: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Intersection, predicted area and true area [B] in pixels, of p >= 0.5 and alpha >= 128/255."""
    found = (probability >= MASK_THRESHOLD).flatten(1)
    target = (alpha >= MASK_THRESHOLD).flatten(1)
    return (found & target).sum(1).float(), found.sum(1).float(), target.sum(1).float()


def dice(probability: Tensor, alpha: Tensor) -> Tensor:
    """The Dice coefficient (Dice 1945) 2·|A∩B| / (|A|+|B|) of each image, 1 where both masks are empty.

    Args:
        probability: [B, 1, H, W] in [0, 1]; the predicted mask is p >= 0.5.
        alpha: [B, 1, H, W] in [0, 1]; the true mask is alpha >= 128/255.
    """
    both, found, target = overlap(probability, alpha)
    area = found + target
    return torch.where(area > 0, 2 * both / area.clamp(min=1), torch.ones_like(area))


def iou(probability: Tensor, alpha: Tensor) -> Tensor:
    """Intersection over union |A∩B| / |A∪B| (Jaccard 1912) of each image (see `dice`), 1 where both are empty."""
    both, found, target = overlap(probability, alpha)
    union = found + target - both
    return torch.where(union > 0, both / union.clamp(min=1), torch.ones_like(union))


def mae(probability: Tensor, alpha: Tensor) -> Tensor:
    """The mean absolute error Σ|p − t|/n of each image's soft matte [B, 1, H, W], in [0, 1]."""
    return (probability - alpha).abs().flatten(1).mean(1)
