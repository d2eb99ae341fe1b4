"""Draws a scene from the few numbers that describe it."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from trainlib import metrics
from trainlib.losses import PICTURE_LOSSES, WeightedLoss
from trainlib.models.bodies import Upsampling
from trainlib.tasks.base import Batch, Task, require
from trainlib.tasks.optimisation import Optimisation


class SceneDecoderTask(Task):
    """Trains a decoder from a scene's vector to its picture; measured by MSE, PSNR and SSIM in sRGB.

    A batch has "vector" [B, numbers], each of its numbers of about unit size, beside "picture".

    Args:
        numbers: how many numbers describe a scene.
        size: height and width of the picture, as the data's; multiples of 32.
        width: channels at full size.
        upsampling: "bilinear" or "transposed".
        loss: weights of losses by name: mse, l1, ssim.
        optimisation: the optimiser and its schedule.
    """

    name = "scene"
    monitor = ("val/mse", "min")
    truth = "picture"
    figure_names = ("mse", "psnr", "ssim")

    def __init__(
        self,
        numbers: int = 5,
        size: tuple[int, int] = (128, 128),
        width: int = 16,
        upsampling: Upsampling = "bilinear",
        loss: dict[str, float] = {"mse": 1.0, "l1": 0.2},  # noqa: B006
        optimisation: Optimisation | None = None,
    ) -> None:
        self.arguments = {"numbers": numbers, "size": list(size), "width": width, "upsampling": upsampling}
        # ΔE counts within a product's mask, and a scene may have none.
        known = {name: loss for name, loss in PICTURE_LOSSES.items() if name != "delta_e"}
        self.weighted = WeightedLoss(loss, known, "model.loss")
        super().__init__(optimisation)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The vector."""
        return ("vector",)

    def configure_network(self) -> tuple[str, Mapping[str, Any]]:
        """A scene decoder."""
        return "scene_decoder", self.arguments

    def stack(self, batch: Batch) -> Tensor:
        """The vectors [B, numbers] of a batch."""
        require(batch, ("vector", "picture"), self.name)
        self.size = (batch["picture"].shape[-2], batch["picture"].shape[-1])
        return torch.as_tensor(batch["vector"])

    def loss(self, batch: Batch) -> Tensor:
        """The weighted losses of the picture; none of them looks at its third argument, an alpha."""
        return self.weighted(self(self.stack(batch)).float(), batch["picture"], batch["picture"][:, :1])

    def figures(self, batch: Batch) -> dict[str, Tensor]:
        """MSE, PSNR and SSIM."""
        drawn, picture = self.predict_batch(batch), batch["picture"]
        return {
            "mse": metrics.mse(drawn, picture),
            "psnr": metrics.psnr(drawn, picture),
            "ssim": metrics.ssim(drawn, picture),
        }

    def predict_batch(self, batch: Batch) -> Tensor:
        """The picture [B, 3, H, W]."""
        picture: Tensor = self(self.stack(batch)).float().clamp(0, 1)
        return picture
