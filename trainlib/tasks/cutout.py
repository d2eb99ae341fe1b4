"""Finds the product in a photo."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from trainlib import metrics
from trainlib.losses import MATTE_LOSSES, WeightedLoss
from trainlib.models import Segmenter
from trainlib.models.bodies import OWN, Upsampling
from trainlib.tasks.base import Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.requirements import Batch
from trainlib.tasks.starting import start_encoder, start_network


class CutoutTask(Task):
    """Trains a network that gives a photo's alpha; measured by Dice, IoU and the matte's mean absolute error.

    Args:
        architecture: of segmentation_models_pytorch: unet, unetplusplus, manet, linknet, fpn, pspnet, pan, deeplabv3,
            deeplabv3plus, upernet, segformer, dpt; or a U-Net of our own: classic_unet, residual_unet.
        encoder: an encoder's name, where the architecture has one: segmentation_models_pytorch's own (resnet34,
            mobilenet_v2, mit_b0 …), or any of timm's with "tu-" before it. A wrong one is answered with those near it.
        decoder_channels: widths of the decoder from coarse to fine; null leaves the architecture's own.
        fold: see `Segmenter`; 2 spares an encoder that starts at full size most of its work.
        encoder_weights: "imagenet", a file with the encoder's weights, or null to start from scratch; see
            `pretrained`. Needs fold 1.
        start_from: the checkpoint of a cut-out with this network, from whose weights to start: to go on at another
            size, or on other data.
        loss: weights of losses by name: bce, dice, focal, tversky, lovasz, boundary_bce.
        width: channels at full size of a U-Net of our own; null takes its own, 64 or 16.
        depth: how often a U-Net of our own halves the picture; null takes its own, 4 or 5.
        upsampling: "bilinear" or "transposed", of "classic_unet".
        attention: attention gates, of "classic_unet".
        optimisation: the optimiser and its schedule.
    """

    name = "cutout"
    monitor = ("val/dice", "max")
    truth = "alpha"
    figure_names = ("dice", "iou", "mae", "mse")

    def __init__(
        self,
        architecture: str = "unet",
        encoder: str = "vgg11_bn",
        decoder_channels: list[int] | None = [128, 64, 48, 32, 24],  # noqa: B006  jsonargparse shows it in --help
        fold: int = 2,
        encoder_weights: str | None = None,
        start_from: str | None = None,
        loss: dict[str, float] = {"bce": 1.0, "dice": 1.0},  # noqa: B006
        width: int | None = None,
        depth: int | None = None,
        upsampling: Upsampling = "bilinear",
        attention: bool = False,
        optimisation: Optimisation | None = None,
    ) -> None:
        self.architecture = architecture
        own = {"width": width, "depth": depth, "upsampling": upsampling, "attention": attention}
        library = {"encoder": encoder, "decoder_channels": decoder_channels, "fold": fold}
        self.arguments = {"architecture": architecture} | (
            {"in_channels": 3, "out_channels": 1, **own} if architecture in OWN else library
        )
        self.weighted = WeightedLoss(loss, MATTE_LOSSES, "model.loss")
        super().__init__(optimisation)
        if encoder_weights is not None:
            if not isinstance(self.network, Segmenter):
                raise ValueError(f"encoder_weights needs an encoder, and {architecture} has none")
            start_encoder(self.network, encoder, encoder_weights)
        if start_from is not None:
            start_network(self.network, start_from, self.name)

    def configure_network(self) -> tuple[str, Mapping[str, Any]]:
        """A segmenter of one class, or a U-Net of our own."""
        return "own_unet" if self.architecture in OWN else "segmenter", self.arguments

    def figures(self, batch: Batch) -> dict[str, Tensor]:
        """Dice and IoU of the mask at 0.5, MAE and MSE of the matte."""
        found, alpha = self.predict_batch(batch), batch["alpha"]
        return {
            "dice": metrics.dice(found, alpha),
            "iou": metrics.iou(found, alpha),
            "mae": metrics.mae(found, alpha),
            "mse": metrics.mse(found, alpha),
        }

    def loss(self, batch: Batch) -> Tensor:
        """The weighted losses against alpha."""
        return self.weighted(self(self.stack(batch)).float(), batch["alpha"])

    def predict_batch(self, batch: Batch) -> Tensor:
        """Alpha [B, 1, H, W]."""
        return torch.sigmoid(self(self.stack(batch)).float())
