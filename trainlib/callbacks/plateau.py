"""Steps learning-rate schedules that follow a metric."""

from lightning.pytorch import Callback, LightningModule, Trainer
from torch.optim.lr_scheduler import ReduceLROnPlateau


class PlateauCallback(Callback):
    """Steps every `ReduceLROnPlateau` after a validation and before the checkpoint that is written then.

    Lightning would step it after the checkpoint, and a resumed run would miss that step.

    Args:
        metric: the logged metric that is followed.
    """

    def __init__(self, metric: str) -> None:
        self.metric = metric

    def on_validation_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Step; Lightning calls the callbacks that write checkpoints after all others."""
        if trainer.sanity_checking or self.metric not in trainer.callback_metrics:
            return
        for config in trainer.lr_scheduler_configs:
            if isinstance(config.scheduler, ReduceLROnPlateau):
                config.scheduler.step(float(trainer.callback_metrics[self.metric]))
