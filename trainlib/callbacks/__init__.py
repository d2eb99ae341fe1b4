"""What a run does beside training: keep its checkpoints and curves, show pictures, say how long it takes."""

from pathlib import Path
from typing import Literal

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import EarlyStopping, LearningRateMonitor, ModelCheckpoint

from trainlib.callbacks.curves import CurvesCallback
from trainlib.callbacks.pictures import PicturesCallback
from trainlib.callbacks.progress import progress_callback
from trainlib.callbacks.randomness import RandomnessCallback

BEST = "best"
LAST = "last"


class LastCheckpoint(ModelCheckpoint):
    """The newest weights, which a run leaves whatever ends it: an interrupt, or a mistake on its only device."""

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Save, unless one device of several has failed: saving waits for all, and the others would never come."""
        if trainer.world_size == 1 or isinstance(exception, KeyboardInterrupt):
            super().on_exception(trainer, pl_module, exception)


def run_callbacks(
    folder: Path, monitor: str, mode: Literal["min", "max"], patience: int | None
) -> list[Callback]:
    """Everything that watches a training run in this folder.

    Args:
        folder: where best.ckpt, last.ckpt, metrics.csv and pictures.png go.
        monitor: the figure that makes a checkpoint the best.
        mode: whether the smallest or the largest figure is best.
        patience: stop after so many epochs without a better figure; None never does.
    """
    callbacks: list[Callback] = [
        ModelCheckpoint(folder, BEST, monitor=monitor, mode=mode, enable_version_counter=False),
        # After the best one, so that last.ckpt knows of it. Whatever ends the run, Ctrl-C too, leaves it.
        LastCheckpoint(folder, LAST, enable_version_counter=False, save_on_exception=True),
        RandomnessCallback(),
        CurvesCallback(folder),
        PicturesCallback(folder),
        LearningRateMonitor("epoch"),
        progress_callback(),
    ]
    if patience is not None:
        callbacks.append(EarlyStopping(monitor, patience=patience, mode=mode))
    return callbacks
