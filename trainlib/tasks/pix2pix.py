"""The pix2pix task: a relight network trained against a discriminator (Isola et al. 2017)."""

import math
from typing import Any

import torch
from lightning.pytorch.core.optimizer import LightningOptimizer
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from trainlib.data.contract import Batch, Offer
from trainlib.losses import discriminator_loss, generator_loss
from trainlib.models import Relighter
from trainlib.models.relighter import PackshotLayers
from trainlib.tasks.adversary import Adversary
from trainlib.tasks.relight import RelightTask
from trainlib.tasks.requirements import require_gradient


class Pix2PixRelight(RelightTask):
    """Trains a relight network against a PatchGAN discriminator that gets photo and packshot together.

    Each batch first updates the generator, by the losses of `RelightTask` and the adversarial loss. Then it updates the
    discriminator, by a target (real) and the same packshot detached from the generator (fake). Each network has its own
    optimiser.

    Args:
        adversary: settings of the discriminator.
        clip: the largest norm of each network's gradient; null does not clip. `trainer.gradient_clip_val` cannot be
            used with two optimisers.
        accumulate: batches whose gradients are accumulated before an update by their mean.
            `trainer.accumulate_grad_batches` cannot be used with two optimisers.
        loss: as in `RelightTask`.
        matte_loss: as in `RelightTask`; without it the packshot alone teaches where the product is.
        relight: all other arguments of `RelightTask`.
    """

    name = "pix2pix"
    optional = frozenset()  # the discriminator compares with targets

    def __init__(
        self,
        adversary: Adversary = Adversary(),
        clip: float | None = 1.0,
        accumulate: int = 1,
        loss: dict[str, float] = {"l1": 1.0},  # noqa: B006
        matte_loss: dict[str, float] = {},  # noqa: B006
        **relight: Any,
    ) -> None:
        if accumulate < 1 or (clip is not None and not 0 < clip < math.inf):
            raise ValueError(
                f"model.clip is {clip} and accumulate {accumulate}; expected above 0 or null, and at least 1"
            )
        super().__init__(loss=loss, matte_loss=matte_loss, **relight)
        self.automatic_optimization = False
        self.adversary = adversary
        self.clip = clip
        self.accumulate = accumulate
        self.discriminator = adversary.build_discriminator()
        if self.discriminator is not None:
            self.discriminator.to(memory_format=self.layout)  # type: ignore[call-overload]

    def accept(self, offer: Offer) -> None:
        """As `RelightTask`, and refuse images that are too small for the discriminator.

        Raises:
            ValueError: the data do not fit.
        """
        super().accept(offer)
        side = min(offer.size)
        if self.discriminator is not None and side < self.discriminator.min_size:
            raise ValueError(
                f"data.size {side} is too small for the discriminator, which needs {self.discriminator.min_size}; "
                "raise it or lower model.adversary.layers"
            )

    def losses(self, batch: Batch) -> tuple[dict[str, Tensor], PackshotLayers]:
        """The generator's weighted losses, and its packshot."""
        assert isinstance(self.network, Relighter)
        layers = self.network.layers(self.stack(batch))
        found = {"image": self.packshot_loss(layers, batch), "matte": self.matte_loss(layers, batch)}
        if self.discriminator is not None:
            fake_logits = self.discriminator(batch["image"], layers.compose()).float()
            found["adversarial"] = self.adversary.weight * generator_loss(fake_logits)
        return found, layers

    def loss(self, batch: Batch) -> Tensor:
        """The sum of the generator's losses."""
        return torch.stack(list(self.losses(batch)[0].values())).sum()

    def discriminator_loss(self, batch: Batch, fake: Tensor) -> Tensor:
        """The discriminator's loss: targets are real, detached packshots of the generator are fake."""
        assert self.discriminator is not None
        real_logits = self.discriminator(batch["image"], batch["target"]).float()
        return discriminator_loss(real_logits, self.discriminator(batch["image"], fake.detach()).float())

    def training_step(self, batch: Batch, index: int) -> None:
        """Update the generator, then the discriminator."""
        steps = (index + 1) % self.accumulate == 0 or self.trainer.is_last_batch
        optimisers = self.optimizers()
        generator, *rest = optimisers if isinstance(optimisers, list) else [optimisers]
        self.toggle_optimizer(generator)
        losses, layers = self.losses(batch)
        total = torch.stack(list(losses.values())).sum()
        require_gradient(total)
        self.learn(generator, total, steps)
        self.untoggle_optimizer(generator)
        self.log_mean("train/loss", total.detach(), batch, prog_bar=True)
        for discriminator in rest:
            self.toggle_optimizer(discriminator)
            loss = self.discriminator_loss(batch, layers.compose())
            self.learn(discriminator, loss, steps)
            self.untoggle_optimizer(discriminator)
            self.log_mean("train/adversarial", losses["adversarial"].detach() / self.adversary.weight, batch)
            self.log_mean("train/discriminator", loss.detach(), batch)
        for schedule in self.schedules() if steps else []:
            if not isinstance(schedule, ReduceLROnPlateau):
                schedule.step()

    def on_train_epoch_start(self) -> None:
        """Synchronise normalisation statistics across devices, as a resumed run does."""
        self.share_statistics()

    def on_validation_epoch_start(self) -> None:
        """Synchronise normalisation statistics, so that all devices measure one network."""
        self.share_statistics()

    def share_statistics(self) -> None:
        """Copy the first device's normalisation statistics to all; with one optimiser PyTorch does so itself."""
        if self.trainer.world_size > 1:
            for buffer in self.network.buffers():
                torch.distributed.broadcast(buffer, src=0)

    def learn(self, optimiser: LightningOptimizer, loss: Tensor, steps: bool) -> None:
        """Accumulate one network's gradients, and update it when due."""
        self.manual_backward(loss / self.accumulate)
        if steps:
            optimiser.step()
            optimiser.zero_grad()

    def on_before_optimizer_step(self, optimizer: Optimizer) -> None:
        """Clip one network's gradients, after they are unscaled from 16-bit floats."""
        if self.clip is not None:
            self.clip_gradients(optimizer, gradient_clip_val=self.clip, gradient_clip_algorithm="norm")

    def schedules(self) -> list[LRScheduler | ReduceLROnPlateau]:
        """The schedules of both optimisers."""
        found = self.lr_schedulers()
        return found if isinstance(found, list) else [found] if found is not None else []  # type: ignore[list-item]

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """One optimiser for the generator's parameters, one for the discriminator's, of one schedule."""
        generator = self.optimisation.build_optimiser(self.trained_parameters())
        optimisers = [generator]
        if self.discriminator is not None:
            optimisers.append(self.optimisation.build_optimiser(self.discriminator.parameters()))
            for group in optimisers[1].param_groups:
                group["lr"] *= self.adversary.lr_ratio
        mode, steps = self.monitor[1], self.count_steps(len(optimisers))
        return optimisers, [self.optimisation.build_schedule(each, steps, mode) for each in optimisers]  # type: ignore[return-value]

    def count_steps(self, optimisers: int) -> int:
        """The number of steps of each optimiser, of so many `optimisers`, in the whole training."""
        trainer = self.trainer
        steps = int(trainer.estimated_stepping_batches)  # does not include `accumulate`
        if trainer.max_epochs is not None and trainer.max_epochs > 0:
            steps = math.ceil(trainer.num_training_batches / self.accumulate) * trainer.max_epochs
        # Lightning counts the steps of all optimisers together.
        return steps if trainer.max_steps <= 0 else min(steps, math.ceil(trainer.max_steps / optimisers))
