"""Finds the product in a photo."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from trainlib import metrics
from trainlib.losses import matte_loss
from trainlib.models import Segmenter
from trainlib.tasks.base import Batch, Measure, Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.starting import start_encoder, start_network


class CutoutTask(Task):
    """Trains a network that gives a photo's alpha; measured by Dice, IoU and the matte's mean absolute error.

    Args:
        architecture: a name that `segmentation_models_pytorch.create_model` knows.
        encoder: an encoder's name.
        decoder_channels: widths of the decoder from coarse to fine; null leaves the architecture's own.
        fold: see `Segmenter`; 2 spares an encoder that starts at full size most of its work.
        encoder_weights: "imagenet", a file with the encoder's weights, or null to start from scratch; see
            `pretrained`. Needs fold 1.
        start_from: the checkpoint of a cut-out with this network, from whose weights to start: to go on at another
            size, or on other data.
        dice_weight: how much of the soft Dice loss is added to the cross-entropy.
        optimisation: the optimiser and its schedule.
    """

    name = "cutout"
    monitor = ("val/dice", "max")
    truth = "alpha"

    def __init__(
        self,
        architecture: str = "unet",
        encoder: str = "vgg11_bn",
        decoder_channels: list[int] | None = [128, 64, 48, 32, 24],  # noqa: B006  jsonargparse shows it in --help
        fold: int = 2,
        encoder_weights: str | None = None,
        start_from: str | None = None,
        dice_weight: float = 1.0,
        optimisation: Optimisation | None = None,
    ) -> None:
        self.arguments = {
            "architecture": architecture,
            "encoder": encoder,
            "decoder_channels": decoder_channels,
            "fold": fold,
        }
        super().__init__(optimisation)
        if encoder_weights is not None:
            assert isinstance(self.network, Segmenter)
            start_encoder(self.network, encoder, encoder_weights)
        if start_from is not None:
            start_network(self.network, start_from, self.name)
        self.dice_weight = dice_weight

    def configure_network(self) -> tuple[str, Mapping[str, Any]]:
        """A segmenter of one class."""
        return "segmenter", self.arguments

    def configure_metrics(self) -> dict[str, Measure]:
        """Dice and IoU of the mask at 0.5, MAE and MSE of the matte."""
        return {"dice": metrics.dice, "iou": metrics.iou, "mae": metrics.mae, "mse": metrics.mse}

    def loss(self, batch: Batch) -> Tensor:
        """Binary cross-entropy and soft Dice against alpha."""
        return matte_loss(self(self.stack(batch)).float(), batch["alpha"], self.dice_weight)

    def predict_batch(self, batch: Batch) -> Tensor:
        """Alpha [B, 1, H, W]."""
        return torch.sigmoid(self(self.stack(batch)).float())
