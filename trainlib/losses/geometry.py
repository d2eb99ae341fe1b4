"""Losses of depth and normals, over the pixels with a valid target."""

import torch
import torch.nn.functional as F
from torch import Tensor


def scale_invariant_loss(log_depth: Tensor, depth: Tensor, mask: Tensor, share: float = 0.5) -> Tensor:
    """The scale-invariant error of Eigen, Puhrsch and Fergus (2014), mean over the images with a mask.

    With d = ln(predicted) − ln(true) over the n pixels of an image's mask: Σd²/n − λ(Σd)²/n². At λ = 1 the whole
    image may be any factor too near or too far; at 0 it is the squared error of the logarithm.

    Args:
        log_depth: the logarithm of the predicted depth [B, 1, H, W].
        depth: the true one [B, 1, H, W], above 0 within the mask.
        mask: True where the target means something [B, 1, H, W].
        share: λ.

    Returns:
        A scalar; 0 where no image has a mask.
    """
    target = torch.where(mask, depth, torch.ones_like(depth))
    difference = torch.where(mask, log_depth - target.log(), torch.zeros_like(depth)).flatten(1)
    count = mask.flatten(1).sum(1)
    n = count.clamp(min=1)
    error = (difference**2).sum(1) / n - share * (difference.sum(1) / n) ** 2
    return error.sum() / (count > 0).sum().clamp(min=1)


def normal_loss(predicted: Tensor, normal: Tensor, mask: Tensor) -> Tensor:
    """1 minus the cosine between predicted and true normals, mean over all pixels of the mask: 0 same, 2 opposite.

    Args:
        predicted: vectors of any length [B, 3, H, W], camera space.
        normal: unit vectors [B, 3, H, W].
        mask: True where the target means something [B, 1, H, W].

    Returns:
        A scalar; 0 where the mask is empty.
    """
    # The lower bound of the length keeps the gradient of a zero vector finite.
    cosine = (F.normalize(predicted, dim=1, eps=1e-4) * normal).sum(1, keepdim=True)
    wrong = torch.where(mask, 1 - cosine, torch.zeros_like(cosine))
    return wrong.sum() / mask.sum().clamp(min=1)
