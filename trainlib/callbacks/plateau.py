"""Moves rates that follow a figure."""

from lightning.pytorch import Callback, LightningModule, Trainer
from torch.optim.lr_scheduler import ReduceLROnPlateau


class PlateauCallback(Callback):
    """Steps every `ReduceLROnPlateau` after a validation and before the checkpoint that is written then.

    Lightning would step it after the checkpoint, so that a resumed run missed that step.

    Args:
        figure: the logged figure that is followed.
    """

    def __init__(self, figure: str) -> None:
        self.figure = figure

    def on_validation_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Step; Lightning calls the callbacks that write checkpoints after all others."""
        if trainer.sanity_checking or self.figure not in trainer.callback_metrics:
            return
        for config in trainer.lr_scheduler_configs:
            if isinstance(config.scheduler, ReduceLROnPlateau):
                config.scheduler.step(float(trainer.callback_metrics[self.figure]))
