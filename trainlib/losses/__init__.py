"""Losses: functions of tensors, chosen and weighted by name."""

from trainlib.losses.adversarial import discriminator_loss, generator_loss
from trainlib.losses.geometry import normal_loss, scale_invariant_loss
from trainlib.losses.images import delta_e_loss, l1_loss, mse_loss, ssim_loss
from trainlib.losses.mattes import bce_loss, boundary_bce_loss, focal_loss, lovasz_loss, soft_dice_loss, tversky_loss
from trainlib.losses.weighing import Loss, UncertaintyWeights, WeightedLoss

# What a config may name under `loss` of a cut-out and `matte_loss` of a relight; see `mattes`.
MATTE_LOSSES: dict[str, Loss] = {
    "bce": bce_loss,
    "dice": soft_dice_loss,
    "focal": focal_loss,
    "tversky": tversky_loss,
    "lovasz": lovasz_loss,
    "boundary_bce": boundary_bce_loss,
}

# What a config may name under `loss` of a relight; see `images`.
IMAGE_LOSSES: dict[str, Loss] = {"mse": mse_loss, "l1": l1_loss, "ssim": ssim_loss, "delta_e": delta_e_loss}

__all__ = [
    "IMAGE_LOSSES",
    "MATTE_LOSSES",
    "UncertaintyWeights",
    "WeightedLoss",
    "bce_loss",
    "boundary_bce_loss",
    "delta_e_loss",
    "discriminator_loss",
    "focal_loss",
    "generator_loss",
    "l1_loss",
    "lovasz_loss",
    "mse_loss",
    "normal_loss",
    "scale_invariant_loss",
    "soft_dice_loss",
    "ssim_loss",
    "tversky_loss",
]
