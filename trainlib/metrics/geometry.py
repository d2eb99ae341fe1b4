"""Metrics of depth and normals on the product, one number per image [B]; NaN if it has none."""

import torch
import torch.nn.functional as F
from torch import Tensor


def log_depth_error(log_depth: Tensor, depth: Tensor, mask: Tensor) -> Tensor:
    """The spread of ln(predicted) − ln(true) over the mask: the scale-invariant RMSE of Eigen et al. (2014).

    0.1 is an error of about a tenth of the distance, after the whole image is scaled to fit.

    Args:
        log_depth: the logarithm of the predicted depth [B, 1, H, W].
        depth: the true one [B, 1, H, W], above 0 within the mask.
        mask: the pixels that count [B, 1, H, W], bool.
    """
    difference = log_depth - torch.where(mask, depth, torch.ones_like(depth)).log()
    mean = _mean_within(difference, mask)
    return _mean_within((difference - mean.view(-1, 1, 1, 1)) ** 2, mask).sqrt()


def normal_degrees(predicted: Tensor, normal: Tensor, mask: Tensor) -> Tensor:
    """The mean angle in degrees between predicted and true normals over the mask.

    Args:
        predicted: vectors of any length [B, 3, H, W].
        normal: unit vectors [B, 3, H, W].
        mask: the pixels that count [B, 1, H, W], bool.
    """
    cosine = (F.normalize(predicted, dim=1) * normal).sum(1, keepdim=True).clamp(-1, 1)
    return _mean_within(torch.rad2deg(torch.acos(cosine)), mask)


def _mean_within(values: Tensor, mask: Tensor) -> Tensor:
    """The mean over the mask of each image, [B]; NaN if the mask is empty."""
    return torch.where(mask, values, torch.zeros_like(values)).flatten(1).sum(1) / mask.flatten(1).sum(1)
