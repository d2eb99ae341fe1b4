"""The cut-out task: finds the product in a photo."""

import torch
from torch import Tensor

from trainlib import metrics
from trainlib.data.contract import Batch
from trainlib.losses import MATTE_LOSSES, WeightedLoss
from trainlib.models import NetworkConfig
from trainlib.tasks.base import Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.starting import start_encoder, start_network


class CutoutTask(Task):
    """Trains a network that gives a photo's alpha; measured by Dice, IoU, errors of the matte, SSIM.

    Args:
        network: what it is made of; it sees the image alone.
        start_from: the checkpoint of a cut-out with this network, from whose weights to start: to continue at another
            size, or on other data.
        loss: weights of losses by name: bce, dice, focal, tversky, lovasz, boundary_bce.
        optimisation: the optimiser and its schedule.
    """

    name = "cutout"
    network_name = "cutout"
    monitor = ("val/dice", "max")
    target_key = "alpha"
    metric_names = ("dice", "iou", "mae", "mse", "box_ssim")

    def __init__(
        self,
        network: NetworkConfig = NetworkConfig(),
        start_from: str | None = None,
        loss: dict[str, float] = {"bce": 1.0, "dice": 1.0},  # noqa: B006  jsonargparse shows it in --help
        optimisation: Optimisation = Optimisation(),
    ) -> None:
        if network.inputs != ("image",):
            raise ValueError(f"model.network.inputs is {list(network.inputs)}; a cut-out sees the image alone")
        self.weighted = WeightedLoss(loss, MATTE_LOSSES, "model.loss")
        super().__init__(network, optimisation)
        if network.encoder_weights is not None:
            start_encoder(self.segmenter("network.encoder_weights"), network.encoder, network.encoder_weights)
        if start_from is not None:
            start_network(self.network, start_from, self.name)

    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """Dice and IoU of the mask at 0.5, MAE and MSE of the matte, and its SSIM in the product's box."""
        found, alpha = self.predict_batch(batch), batch["alpha"]
        return {
            "dice": metrics.dice(found, alpha),
            "iou": metrics.iou(found, alpha),
            "mae": metrics.mae(found, alpha),
            "mse": metrics.mse(found, alpha),
            "box_ssim": metrics.box_ssim(found, alpha),
        }

    def loss(self, batch: Batch) -> Tensor:
        """The weighted losses against alpha."""
        return self.weighted(self(self.stack(batch)).float(), batch["alpha"])

    def predict_batch(self, batch: Batch) -> Tensor:
        """Alpha [B, 1, H, W]."""
        return torch.sigmoid(self(self.stack(batch)).float())
