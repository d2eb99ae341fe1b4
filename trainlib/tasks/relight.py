"""Turns a photo into a packshot."""

from collections.abc import Mapping
from typing import Any

from lightning.pytorch import LightningDataModule
from torch import Tensor

from trainlib import metrics
from trainlib.checkpoints import CheckpointError, load_network
from trainlib.losses import matte_loss, picture_loss
from trainlib.models import Relighter, Segmenter
from trainlib.models.relighter import count_channels
from trainlib.tasks.base import Batch, Measure, Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.starting import start_encoder


class RelightTask(Task):
    """Trains a network that gives a photo's packshot; measured by MSE, PSNR and SSIM in sRGB.

    Args:
        inputs: what the network sees: "picture" first, then any of "alpha", "depth", "normal".
        encoder: an encoder's name, or null for this project's own U-Net.
        decoder_channels: widths of the decoder from coarse to fine, where there is an encoder.
        width: channels of the own U-Net at full size.
        depth: how often the own U-Net halves the picture.
        encoder_weights: "imagenet", a file with the encoder's weights, or null to start from scratch; see
            `pretrained`. Needs fold 1 and the picture as the only input.
        fold: see `Segmenter`.
        start_from: the checkpoint of a cut-out with this encoder, decoder and fold, from whose weights to start.
        mse_weight: weight of the squared error.
        l1_weight: weight of the absolute error.
        ssim_weight: weight of 1 − SSIM.
        matte_weight: weight of the matte's own loss: the dataset's alpha teaches where the product is.
        optimisation: the optimiser and its schedule.
    """

    name = "relight"
    monitor = ("val/mse", "min")
    truth = "target"

    def __init__(
        self,
        inputs: list[str] = ["picture"],  # noqa: B006  jsonargparse shows it in --help
        encoder: str | None = "vgg11_bn",
        decoder_channels: list[int] | None = [128, 64, 48, 32, 24],  # noqa: B006
        width: int = 16,
        depth: int = 5,
        encoder_weights: str | None = None,
        fold: int = 2,
        start_from: str | None = None,
        mse_weight: float = 4.0,
        l1_weight: float = 1.0,
        ssim_weight: float = 0.1,
        matte_weight: float = 0.5,
        optimisation: Optimisation | None = None,
    ) -> None:
        count_channels(inputs)
        self.input_names = tuple(inputs)
        self.arguments = {
            "inputs": list(inputs),
            "encoder": encoder,
            "decoder_channels": decoder_channels,
            "width": width,
            "depth": depth,
            "fold": fold,
        }
        super().__init__(optimisation)
        if encoder_weights is not None:
            if not isinstance(self.network.network, Segmenter):
                raise ValueError("encoder_weights needs an encoder; this network is the own U-Net (encoder: null)")
            start_encoder(self.network.network, str(encoder), encoder_weights)
        if start_from is not None:
            self.start_from(start_from)
        self.weights = {"mse": mse_weight, "l1": l1_weight, "ssim": ssim_weight}
        self.matte_weight = matte_weight

    def start_from(self, path: str) -> None:
        """Begin with the weights of a cut-out.

        Raises:
            CheckpointError: the file holds no cut-out, or one whose network is another.
        """
        assert isinstance(self.network, Relighter)
        cutout = load_network(path, "cutout").module
        if self.network.adopt(cutout) < len(cutout.state_dict()):
            raise CheckpointError(
                f"{path}: another network than this one; give both the same encoder, decoder_channels, fold and inputs"
            )

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of a batch that the network sees, in order."""
        return self.input_names

    def configure_network(self) -> tuple[str, Mapping[str, Any]]:
        """A relighter."""
        return "relighter", self.arguments

    def configure_metrics(self) -> dict[str, Measure]:
        """MSE, PSNR and SSIM of the whole picture."""
        return {"mse": metrics.mse, "psnr": metrics.psnr, "ssim": metrics.ssim}

    def loss(self, batch: Batch) -> Tensor:
        """The packshot's error, and the matte's."""
        assert isinstance(self.network, Relighter)
        layers = self.network.layers(self.stack(batch))
        loss = picture_loss(layers.compose(), batch["target"], **self.weights)
        return loss + self.matte_weight * matte_loss(layers.matte_logits, batch["alpha"])

    def check_data(self, data: LightningDataModule) -> None:
        """Refuse hue jitter: the packshot must keep the product's colour.

        Raises:
            ValueError: where the data are augmented strongly.
        """
        if getattr(data, "augment", None) == "strong":
            raise ValueError(
                "data.augment is 'strong', which changes hues; relighting needs 'light' or 'none'"
            )

    def predict_batch(self, batch: Batch) -> Tensor:
        """The packshot [B, 3, H, W]."""
        packshot: Tensor = self(self.stack(batch)).clamp(0, 1)
        return packshot
