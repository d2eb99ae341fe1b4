"""Turns a photo into a packshot that a second network cannot tell from a real one (Isola et al. 2017)."""

import math
from typing import Any

import torch
from lightning.pytorch import LightningDataModule
from lightning.pytorch.core.optimizer import LightningOptimizer
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from trainlib.losses import discriminator_loss, generator_loss
from trainlib.models import PatchDiscriminator, Relighter
from trainlib.models.relighter import PackshotLayers
from trainlib.tasks.base import Batch
from trainlib.tasks.relight import RelightTask


class Pix2PixRelight(RelightTask):
    """Trains a relight network against a PatchGAN that sees photo and packshot together.

    Each batch moves the generator, by the losses of `RelightTask` and by what the discriminator makes of its
    packshot, and then the discriminator, by a target and the same packshot cut off from the generator. Each network
    has an optimiser of its own.

    Args:
        adversarial: weight of the discriminator's say beside `loss`; 0 trains the generator by `loss` alone, with all
            else the same. The paper's 100·L1 + GAN is `loss: {l1: 1}` with 0.01.
        discriminator_width: channels of the discriminator's first layer.
        discriminator_layers: how often it halves the picture; 3 judges patches of 70 pixels, 2 of 34, 1 of 16.
        discriminator_rate: its learning rate as a share of the generator's.
        clip: the largest norm of each network's gradient; null leaves it alone. (`trainer.gradient_clip_val` cannot
            be used with two optimisers.)
        loss: as in `RelightTask`.
        matte_loss: as in `RelightTask`; without any, the packshot alone teaches where the product is.
        relight: all else of `RelightTask`.
    """

    name = "pix2pix"

    def __init__(
        self,
        adversarial: float = 0.01,
        discriminator_width: int = 64,
        discriminator_layers: int = 3,
        discriminator_rate: float = 1.0,
        clip: float | None = 1.0,
        loss: dict[str, float] = {"l1": 1.0},  # noqa: B006
        matte_loss: dict[str, float] = {},  # noqa: B006
        **relight: Any,
    ) -> None:
        if adversarial < 0 or discriminator_rate <= 0:
            raise ValueError(
                f"model.adversarial is {adversarial} and discriminator_rate {discriminator_rate}; "
                "expected at least 0, and above 0"
            )
        super().__init__(loss=loss, matte_loss=matte_loss, **relight)
        self.automatic_optimization = False
        self.adversarial = adversarial
        self.discriminator_rate = discriminator_rate
        self.clip = clip
        self.discriminator: PatchDiscriminator | None = None
        if adversarial > 0:
            self.discriminator = PatchDiscriminator(3, 3, discriminator_width, discriminator_layers).to(
                memory_format=self.layout  # type: ignore[call-overload]
            )

    def check_data(self, data: LightningDataModule) -> None:
        """As `RelightTask`, and refuse pictures that are too small for the discriminator.

        Raises:
            ValueError: where the data do not fit.
        """
        super().check_data(data)
        side = min(getattr(data, "size", (math.inf,)))
        if self.discriminator is not None and side < self.discriminator.smallest:
            raise ValueError(
                f"data.size {side} is too small for the discriminator, which needs {self.discriminator.smallest}; "
                "raise it or lower model.discriminator_layers"
            )

    def losses(self, batch: Batch) -> tuple[dict[str, Tensor], PackshotLayers]:
        """The generator's losses, each with its weight, and the packshot they are about."""
        assert isinstance(self.network, Relighter)
        layers = self.network.layers(self.stack(batch))
        found = {"picture": self.packshot_loss(layers, batch), "matte": self.matte_loss(layers, batch)}
        if self.discriminator is not None:
            judged = self.discriminator(batch["picture"], layers.compose()).float()
            found["adversarial"] = self.adversarial * generator_loss(judged)
        return found, layers

    def loss(self, batch: Batch) -> Tensor:
        """The generator's losses together."""
        return torch.stack(list(self.losses(batch)[0].values())).sum()

    def judge(self, batch: Batch, painted: Tensor) -> Tensor:
        """The discriminator's loss on the targets and on packshots that are cut off from the generator."""
        assert self.discriminator is not None
        real = self.discriminator(batch["picture"], batch["target"]).float()
        return discriminator_loss(real, self.discriminator(batch["picture"], painted.detach()).float())

    def training_step(self, batch: Batch, _: int) -> None:
        """Move the generator, then the discriminator."""
        optimisers = self.optimizers()
        generator, *rest = optimisers if isinstance(optimisers, list) else [optimisers]
        self.toggle_optimizer(generator)
        losses, layers = self.losses(batch)
        total = torch.stack(list(losses.values())).sum()
        self.move(generator, total)
        self.untoggle_optimizer(generator)
        self.log_mean("train/loss", total.detach(), batch, prog_bar=True)
        for judge in rest:
            self.toggle_optimizer(judge)
            verdict = self.judge(batch, layers.compose())
            self.move(judge, verdict)
            self.untoggle_optimizer(judge)
            self.log_mean("train/adversarial", losses["adversarial"].detach() / self.adversarial, batch)
            self.log_mean("train/discriminator", verdict.detach(), batch)
        for schedule in self.schedules():
            if not isinstance(schedule, ReduceLROnPlateau):
                schedule.step()

    def on_train_epoch_start(self) -> None:
        """Begin alike on all devices, as a resumed run does."""
        self.share_statistics()

    def on_validation_epoch_start(self) -> None:
        """Measure one network on all devices."""
        self.share_statistics()

    def share_statistics(self) -> None:
        """Give each device the first one's normalisation; where there is one optimiser PyTorch does so by itself."""
        if self.trainer.world_size > 1:
            for buffer in self.network.buffers():
                torch.distributed.broadcast(buffer, src=0)

    def move(self, optimiser: LightningOptimizer, loss: Tensor) -> None:
        """One step of one optimiser."""
        optimiser.zero_grad()
        self.manual_backward(loss)
        if self.clip is not None:
            self.clip_gradients(optimiser, gradient_clip_val=self.clip, gradient_clip_algorithm="norm")  # type: ignore[arg-type]
        optimiser.step()

    def schedules(self) -> list[LRScheduler | ReduceLROnPlateau]:
        """The schedules of both optimisers."""
        found = self.lr_schedulers()
        return found if isinstance(found, list) else [found] if found is not None else []  # type: ignore[list-item]

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """One optimiser for the generator's parameters, one for the discriminator's, of one schedule."""
        generator = self.optimisation.build_optimiser(self.trained_parameters())
        optimisers = [generator]
        steps = int(self.trainer.estimated_stepping_batches)
        if self.discriminator is not None:
            optimisers.append(self.optimisation.build_optimiser(self.discriminator.parameters()))
            for group in optimisers[1].param_groups:
                group["lr"] *= self.discriminator_rate
            if self.trainer.max_steps > 0:  # which counts the steps of either
                steps = min(steps, -(-self.trainer.max_steps // 2))
        mode = self.monitor[1]
        return optimisers, [self.optimisation.build_schedule(each, steps, mode) for each in optimisers]  # type: ignore[return-value]
