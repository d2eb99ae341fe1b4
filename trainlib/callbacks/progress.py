"""Progress of training: a bar on a terminal, one line per epoch elsewhere."""

import sys
import time

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import RichProgressBar


class EpochLines(Callback):
    """Prints each epoch's metrics and an estimate of the time left, for logs and pipes."""

    def __init__(self) -> None:
        self.started = 0.0
        self.first = 0

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Note the start time."""
        self.started, self.first = time.monotonic(), trainer.current_epoch

    def on_train_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Print the epoch's line; only one of several devices does."""
        if not trainer.is_global_zero:
            return
        done = trainer.current_epoch + 1
        metrics = "  ".join(f"{key} {float(value):.4f}" for key, value in sorted(trainer.callback_metrics.items()))
        left = ""
        if trainer.max_epochs and trainer.max_epochs > 0:
            pace = (time.monotonic() - self.started) / (done - self.first)
            left = f"  {_minutes(pace * (trainer.max_epochs - done))} left"
        of = trainer.max_epochs if trainer.max_epochs and trainer.max_epochs > 0 else "∞"
        print(f"epoch {done}/{of}  {metrics}{left}", flush=True)


def _minutes(seconds: float) -> str:
    """Seconds as m:ss."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def progress_callback() -> Callback:
    """A bar on a terminal, lines elsewhere."""
    return RichProgressBar() if sys.stdout.isatty() else EpochLines()
