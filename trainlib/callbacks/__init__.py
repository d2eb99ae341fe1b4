"""Callbacks of a run: checkpoints, curves, images, progress, and an orderly end."""

from pathlib import Path
from typing import Literal

from lightning.pytorch import Callback
from lightning.pytorch.callbacks import EarlyStopping, LearningRateMonitor

from trainlib.callbacks.best_and_last import BEST, LAST, BestCheckpoint, LastCheckpoint
from trainlib.callbacks.curves import CurvesCallback
from trainlib.callbacks.finite import FiniteCallback
from trainlib.callbacks.graceful_shutdown import StoppingCallback
from trainlib.callbacks.image_grid import ImageGridCallback
from trainlib.callbacks.progress import progress_callback
from trainlib.callbacks.randomness import RandomnessCallback


def run_callbacks(folder: Path, monitor: str, mode: Literal["min", "max"], patience: int | None) -> list[Callback]:
    """All callbacks of a training run.

    Args:
        folder: where best.ckpt, last.ckpt, metrics.csv and images.png go.
        monitor: the metric that makes a checkpoint the best.
        mode: whether the smallest or the largest value is best.
        patience: stop after this many epochs without a better value; None never stops.
    """
    callbacks: list[Callback] = [
        BestCheckpoint(folder, BEST, monitor=monitor, mode=mode, enable_version_counter=False),
        # After best.ckpt, so that last.ckpt records its path.
        LastCheckpoint(folder, LAST, enable_version_counter=False, save_on_exception=True),
        RandomnessCallback(),
        StoppingCallback(),
        FiniteCallback(),
        CurvesCallback(folder),
        ImageGridCallback(folder),
        LearningRateMonitor("epoch"),
        progress_callback(),
    ]
    if patience is not None:
        callbacks.append(EarlyStopping(monitor, patience=patience, mode=mode))
    return callbacks
