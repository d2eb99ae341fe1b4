"""Ends a run whose loss is NaN or infinite."""

from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor, isfinite, where

# Reading a number from a GPU waits for it, so this many losses are read together.
TOGETHER = 50

# With gradient scaling for 16-bit floats, a step whose gradients overflow is skipped and training continues.
IN_A_ROW = 20


class LossError(ArithmeticError):
    """The loss is NaN or infinite; the message says where, and what to do."""


class FiniteCallback(Callback):
    """Checks each loss before the backward pass. On a GPU it checks many at once, and before each validation."""

    def __init__(self) -> None:
        self.wrong: Tensor | None = None
        self.count = 0

    def on_before_backward(self, trainer: Trainer, pl_module: LightningModule, loss: Tensor) -> None:
        """Count consecutive losses that are not finite."""
        loss = loss.detach()
        before = loss.new_zeros(()) if self.wrong is None else self.wrong
        self.wrong = where(isfinite(loss), 0 * before, before + 1)
        self.count += 1
        if loss.device.type == "cpu" or self.count % TOGETHER == 0:
            self.check(trainer)

    def on_validation_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Check before a checkpoint of broken weights can be written."""
        self.check(trainer)

    def check(self, trainer: Trainer) -> None:
        """Check the latest losses.

        Raises:
            LossError: they were not finite.
        """
        allowed = IN_A_ROW if trainer.precision == "16-mixed" else 1
        if self.wrong is not None and float(self.wrong) >= allowed:
            raise LossError(
                f"the loss is no longer a finite number, in epoch {trainer.current_epoch + 1} after "
                f"{trainer.global_step} steps: "
                "lower --model.optimisation.lr, limit gradients (--trainer.gradient_clip_val 1; "
                "pix2pix: --model.clip 1), or check the data with doctor"
            )
