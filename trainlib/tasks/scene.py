"""The scene task: an image of a scene from the few numbers that describe it."""

from typing import Any

from torch import Tensor

from trainlib import metrics
from trainlib.checkpoints import KEY, CheckpointError
from trainlib.data.contract import SCENE, Batch, Offer
from trainlib.losses import IMAGE_LOSSES, WeightedLoss
from trainlib.models import SceneDecoderConfig
from trainlib.models.scene_vector import SceneVector
from trainlib.records.dataset import DatasetError
from trainlib.tasks.base import Task
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.requirements import require


class SceneDecoderTask(Task):
    """Trains a decoder from a scene's vector to its image; measured by MSE, PSNR and SSIM in sRGB.

    A batch has "scene" [B, numbers], in their own units, and "image"; see `SceneDataModule`. The checkpoint keeps the
    names of the numbers and their ranges in training. The network gets each number normalised to [-1, 1].

    Args:
        network: what it is made of.
        loss: weights of losses by name: mse, l1, ssim.
        optimisation: the optimiser and its schedule.
    """

    name = "scene"
    network_name = "scene_decoder"
    monitor = ("val/mse", "min")
    target_key = "image"
    metric_names = ("mse", "psnr", "ssim")

    def __init__(
        self,
        network: SceneDecoderConfig = SceneDecoderConfig(),
        loss: dict[str, float] = {"mse": 1.0, "l1": 0.2},  # noqa: B006  jsonargparse shows it in --help
        optimisation: Optimisation = Optimisation(),
    ) -> None:
        self.config = network
        self.vector: SceneVector | None = None
        # ΔE needs a product's mask, which a scene may lack.
        known = {name: loss for name, loss in IMAGE_LOSSES.items() if name != "delta_e"}
        self.weighted = WeightedLoss(loss, known, "model.loss")
        super().__init__(network, optimisation)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The scene's numbers."""
        return (SCENE,)

    def stack(self, batch: Batch) -> Tensor:
        """The numbers [B, numbers] of a batch's scenes, normalised."""
        require(batch, (SCENE, "image"), self.name)
        self.size = (batch["image"].shape[-2], batch["image"].shape[-1])
        assert self.vector is not None
        return self.vector.normalise(batch[SCENE])

    def loss(self, batch: Batch) -> Tensor:
        """The weighted losses of the image; they ignore their third argument, alpha."""
        return self.weighted(self(self.stack(batch)).float(), batch["image"], batch["image"][:, :1])

    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """MSE, PSNR and SSIM."""
        drawn, image = self.predict_batch(batch), batch["image"]
        return {
            "mse": metrics.mse(drawn, image),
            "psnr": metrics.psnr(drawn, image),
            "ssim": metrics.ssim(drawn, image),
        }

    def predict_batch(self, batch: Batch) -> Tensor:
        """The image [B, 3, H, W]."""
        image: Tensor = self(self.stack(batch)).float().clamp(0, 1)
        return image

    def panels(self, batch: Batch) -> list[Tensor]:
        """Targets and predictions."""
        return [batch["image"], self.predict_batch(batch)]

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Describe the network, and the numbers that it takes, in plain data."""
        super().on_save_checkpoint(checkpoint)
        if self.vector is not None:
            checkpoint[KEY][SCENE] = self.vector.to_plain()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Use the ranges that the network was trained with, whatever the data are now.

        Raises:
            CheckpointError: the checkpoint does not say what its numbers are.
            DatasetError: the numbers differ from the data's.
        """
        try:
            trained = SceneVector.of_plain(checkpoint[KEY][SCENE])
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError("the checkpoint does not say which numbers it takes; train it again") from error
        if self.vector is not None and trained.names != self.vector.names:
            raise DatasetError(
                f"the checkpoint was trained on {', '.join(trained.names)}, the data have "
                f"{', '.join(self.vector.names)}; give --data.numbers [{','.join(trained.names)}]"
            )
        self.vector = trained

    def accept(self, offer: Offer) -> None:
        """Take over the data's numbers, if their count and the image size fit.

        Raises:
            ValueError: the data do not fit.
        """
        if offer.scene is None:
            raise ValueError("SceneDecoderTask needs scenes; give --data SceneDataModule")
        names, drawn = offer.scene.names, self.config.height_and_width
        if len(names) != self.config.numbers:
            raise ValueError(
                f"model.network.numbers is {self.config.numbers} and the data's scenes have {len(names)} "
                f"({', '.join(names)}); give --model.network.numbers {len(names)}, or fewer as --data.numbers"
            )
        if offer.size != drawn:
            raise ValueError(
                f"model.network.size is {list(drawn)} and data.size {list(offer.size)}; give both the same"
            )
        self.vector = offer.scene
