"""Ends a run whose loss is no number any more."""

from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor, isfinite, where

# To look at a number on a GPU is to wait for it: so many losses are looked at together there.
TOGETHER = 50

# Where gradients are scaled for 16-bit floats a step whose gradients overflow is left out, and training goes on.
IN_A_ROW = 20


class LossError(ArithmeticError):
    """The loss is infinite or not a number; the message says where, and what to do."""


class FiniteCallback(Callback):
    """Looks at each loss before its gradients are found; on a GPU at many together, and before each validation."""

    def __init__(self) -> None:
        self.wrong: Tensor | None = None
        self.count = 0

    def on_before_backward(self, trainer: Trainer, pl_module: LightningModule, loss: Tensor) -> None:
        """Count the wrong ones in a row."""
        loss = loss.detach()
        before = loss.new_zeros(()) if self.wrong is None else self.wrong
        self.wrong = where(isfinite(loss), 0 * before, before + 1)
        self.count += 1
        if loss.device.type == "cpu" or self.count % TOGETHER == 0:
            self.look(trainer)

    def on_validation_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Look before a checkpoint is written of what can no longer learn."""
        self.look(trainer)

    def look(self, trainer: Trainer) -> None:
        """Look whether the latest losses were numbers.

        Raises:
            LossError: they were not.
        """
        allowed = IN_A_ROW if trainer.precision == "16-mixed" else 1
        if self.wrong is not None and float(self.wrong) >= allowed:
            raise LossError(
                f"the loss is no finite number any more, in epoch {trainer.current_epoch + 1} after "
                f"{trainer.global_step} steps: "
                "lower --model.optimisation.lr, limit gradients (--trainer.gradient_clip_val 1; "
                "pix2pix: --model.clip 1), or look the data over with doctor"
            )
