"""The relight task: turns a photo into a packshot."""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from trainlib import metrics
from trainlib.checkpoints import CheckpointError, load_network
from trainlib.data.contract import HAS_TARGET, Batch, Needs, Offer
from trainlib.losses import IMAGE_LOSSES, MATTE_LOSSES, WeightedLoss
from trainlib.metrics.perceptual import Lpips
from trainlib.models import NetworkConfig, Relighter
from trainlib.models.relighter import PackshotLayers
from trainlib.tasks.base import Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.starting import start_encoder


class RelightTask(Task):
    """Trains a network that gives a photo's packshot; measured by MSE, PSNR, SSIM and the product's ΔE.

    Args:
        network: the network's config.
        start_from: the checkpoint of a cut-out with the same network, from whose weights to start.
        loss: weights of losses of the packshot by name: mse, l1, ssim, delta_e.
        matte_loss: weights of losses of the matte, which learns from the dataset's alpha; the names are those of
            `CutoutTask`.
        lpips: a file with AlexNet's weights, to measure LPIPS too; see `metrics.perceptual`.
        optimisation: the optimiser and its schedule.
    """

    name = "relight"
    network_name = "relighter"
    monitor = ("val/mse", "min")
    target_key = "target"
    optional = frozenset({"target"})
    metric_names: tuple[str, ...] = ("mse", "psnr", "ssim", "delta_e", "gmsd", "sharpness")

    def __init__(
        self,
        network: NetworkConfig = NetworkConfig(),
        start_from: str | None = None,
        loss: dict[str, float] = {"mse": 4.0, "l1": 1.0, "ssim": 0.1},  # noqa: B006  jsonargparse shows it in --help
        matte_loss: dict[str, float] = {"bce": 0.5, "dice": 0.5},  # noqa: B006
        lpips: str | None = None,
        optimisation: Optimisation = Optimisation(),
    ) -> None:
        self.input_names = network.inputs
        self.weighted = WeightedLoss(loss, IMAGE_LOSSES, "model.loss")
        self.weighted_matte = WeightedLoss(matte_loss, MATTE_LOSSES, "model.matte_loss")
        self.lpips = None if lpips is None else Lpips(Path(lpips).expanduser())
        if self.lpips is not None:
            self.metric_names = (*type(self).metric_names, "lpips")
        super().__init__(network, optimisation)
        if network.encoder_weights is not None:
            start_encoder(self.segmenter("network.encoder_weights"), network.encoder, network.encoder_weights)
        if start_from is not None:
            self.start_from(start_from)

    def start_from(self, path: str) -> None:
        """Start from the weights of a cut-out.

        Raises:
            CheckpointError: the file holds no cut-out, or one with a different network.
        """
        assert isinstance(self.network, Relighter)
        cutout = load_network(path, "cutout").module
        if self.network.adopt(cutout) < len(cutout.state_dict()):
            raise CheckpointError(f"{path}: another network than this one; give both the same network")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of a batch that are the network's inputs, in order."""
        return self.input_names

    @property
    def needs(self) -> Needs:
        """The needs of every task, and alpha for the matte."""
        needs = super().needs
        return replace(needs, keys=needs.keys | {"alpha"})

    def accept(self, offer: Offer) -> None:
        """Refuse hue jitter: the packshot must keep the product's colour.

        Raises:
            ValueError: the data are augmented strongly.
        """
        if offer.augment == "strong":
            raise ValueError("data.augment is 'strong', which changes hues; relighting needs 'light' or 'none'")

    @property
    def compiled_part(self) -> nn.Module:
        """The whole network but the compositing of its layers."""
        assert isinstance(self.network, Relighter)
        return self.network.network

    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """MSE, PSNR, SSIM, GMSD and kept sharpness of the whole image, ΔE2000 of the product."""
        return self.measure_packshot(self.predict_batch(batch), batch)

    def measure_packshot(self, packshot: Tensor, batch: Batch) -> dict[str, Tensor]:
        """The metrics of a packshot [B, 3, H, W] against the target."""
        target = batch["target"]
        found = {
            "mse": metrics.mse(packshot, target),
            "psnr": metrics.psnr(packshot, target),
            "ssim": metrics.ssim(packshot, target),
            "delta_e": metrics.delta_e(packshot, target, batch["alpha"]),
            "gmsd": metrics.gmsd(packshot, target),
            "sharpness": metrics.sharpness_kept(packshot, target),
        }
        if self.lpips is not None:
            found["lpips"] = self.lpips(packshot, target)
        known = batch.get(HAS_TARGET)
        return found if known is None else {name: value.where(known, torch.nan) for name, value in found.items()}

    def loss(self, batch: Batch) -> Tensor:
        """The losses of packshot and matte."""
        assert isinstance(self.network, Relighter)
        layers = self.network.layers(self.stack(batch))
        return self.packshot_loss(layers, batch) + self.matte_loss(layers, batch)

    def packshot_loss(self, layers: PackshotLayers, batch: Batch) -> Tensor:
        """The weighted losses of the packshot, over the images with a target."""
        known = batch.get(HAS_TARGET)
        if known is None:
            return self.weighted(layers.compose(), batch["target"], batch["alpha"])
        if not bool(known.any()):
            return 0 * layers.colour.sum()
        return self.weighted(layers.of(known).compose(), batch["target"][known], batch["alpha"][known])

    def matte_loss(self, layers: PackshotLayers, batch: Batch) -> Tensor:
        """The weighted losses of the matte."""
        return self.weighted_matte(layers.matte_logits, batch["alpha"])

    def predict_batch(self, batch: Batch) -> Tensor:
        """The packshot [B, 3, H, W]."""
        packshot: Tensor = self(self.stack(batch)).float().clamp(0, 1)
        return packshot
