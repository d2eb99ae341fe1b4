"""Losses of a matte: functions of logits and alpha, both [B, 1, H, W], that give a mean over the batch.

Alpha is in [0, 1]; logits are before the sigmoid. In the formulas p = sigmoid(logit), t = alpha.
"""

import torch
import torch.nn.functional as F
from segmentation_models_pytorch.losses import FocalLoss, LovaszLoss, TverskyLoss
from torch import Tensor

from trainlib.images.alpha import MASK_THRESHOLD

# At full size the window of 31 pixels that the source chose for images of 352.
EDGE_WINDOW = 31
EDGE_WEIGHT = 5.0


def bce_loss(logits: Tensor, alpha: Tensor) -> Tensor:
    """Binary cross-entropy (Good 1952), mean over pixels of −(t·ln p + (1 − t)·ln(1 − p)); least at p = t."""
    return F.binary_cross_entropy_with_logits(logits, alpha)


def soft_dice_loss(logits: Tensor, alpha: Tensor, smooth: float = 1.0) -> Tensor:
    """1 minus the soft Dice coefficient, 1 − (2·Σpt + s) / (Σp² + Σt² + s), after Milletari et al. 2016.

    The squares let a soft edge reach 0 loss: p = t gives 0 whatever t is. `smooth`, s, keeps an image without
    product from dividing by 0.
    """
    probability = torch.sigmoid(logits).flatten(1)
    target = alpha.flatten(1)
    overlap = (probability * target).sum(1)
    area = (probability**2).sum(1) + (target**2).sum(1)
    return (1 - (2 * overlap + smooth) / (area + smooth)).mean()


def focal_loss(logits: Tensor, alpha: Tensor, gamma: float = 2.0) -> Tensor:
    """Cross-entropy c with less weight on easy pixels, mean of (1 − e^(−c))^γ · c (Lin et al. 2017).

    e^(−c) is the probability of the target for a hard t, and an approximation of it for a soft one.
    """
    loss: Tensor = FocalLoss("binary", alpha=None, gamma=gamma)(logits, alpha)
    return loss


def tversky_loss(logits: Tensor, alpha: Tensor, too_much: float = 0.3, missed: float = 0.7) -> Tensor:
    """1 minus the Tversky index TP / (TP + a·FP + b·FN), with more weight on what is missed (Salehi et al. 2017).

    TP = Σ min(p, t), FP = Σ max(p − t, 0), FN = Σ max(t − p, 0), per image, so that a soft edge can reach 0 loss. An
    image without product counts as 0.

    Args:
        logits: before the sigmoid.
        alpha: the target.
        too_much: a, the weight of false positives.
        missed: b, the weight of false negatives.
    """
    # Each image is passed as a class: the library sums within classes, over the whole batch.
    index = TverskyLoss("multilabel", alpha=too_much, beta=missed)
    loss: Tensor = index(logits.flatten(1)[None], alpha.flatten(1)[None])
    return loss


def lovasz_loss(logits: Tensor, alpha: Tensor) -> Tensor:
    """The Lovász hinge, a convex surrogate of 1 − IoU, by image, of the hard mask (Berman et al. 2018).

    Σ max(m_i, 0)·(J_i − J_(i−1)), where m = 1 − logit·(2t − 1) from the largest down and J_i is one less the IoU when
    the first i pixels are wrong.
    """
    loss: Tensor = LovaszLoss("binary", per_image=True)(logits.float(), (alpha >= MASK_THRESHOLD).float())
    return loss


def boundary_bce_loss(logits: Tensor, alpha: Tensor, window: int = EDGE_WINDOW) -> Tensor:
    """Cross-entropy weighted by w = 1 + 5·|mean of t around − t|: up to six times at edges and in thin parts.

    Σ w·c / Σ w by image, the weighted cross-entropy of F³Net (Wei, Wang and Huang 2020).

    Args:
        logits: before the sigmoid.
        alpha: the target.
        window: side of the square around a pixel over which t is averaged; odd.
    """
    around = F.avg_pool2d(alpha, window, stride=1, padding=window // 2, count_include_pad=False)
    weight = 1 + EDGE_WEIGHT * (around - alpha).abs()
    entropy = F.binary_cross_entropy_with_logits(logits, alpha, reduction="none")
    return ((weight * entropy).flatten(1).sum(1) / weight.flatten(1).sum(1)).mean()
