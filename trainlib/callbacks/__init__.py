"""What a run does beside training: keep its checkpoints and curves, show pictures, say how long it takes."""

from pathlib import Path
from typing import Any, Literal

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import EarlyStopping, LearningRateMonitor, ModelCheckpoint

from trainlib.callbacks.curves import CurvesCallback
from trainlib.callbacks.finite import FiniteCallback, LossError
from trainlib.callbacks.pictures import PicturesCallback
from trainlib.callbacks.progress import progress_callback
from trainlib.callbacks.randomness import RandomnessCallback
from trainlib.stopping import Stopped, StoppingCallback, moved_by_all

BEST = "best"
LAST = "last"


class BestCheckpoint(ModelCheckpoint):
    """The best weights so far, also of a run whose folder was moved."""

    @property
    def state_key(self) -> str:
        """As Lightning's own, by which checkpoints know it."""
        return super().state_key.replace(type(self).__qualname__, ModelCheckpoint.__qualname__, 1)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what was best; Lightning would forget it in another place, and let a worse one replace it."""
        assert self.dirpath is not None
        here = Path(self.dirpath, f"{BEST}.ckpt")
        score = state_dict.get("best_model_score")
        if here.is_file() and score is not None:
            best = str(here)
            state_dict = {**state_dict, "dirpath": self.dirpath, "best_model_path": best, "kth_best_model_path": best}
            state_dict["best_k_models"] = {best: score}
        super().load_state_dict(state_dict)


class LastCheckpoint(ModelCheckpoint):
    """The newest weights from which a run goes on exactly: of an epoch's end, or of where it was stopped.

    What fails in the middle of a step or of a validation leaves the file as it was.
    """

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Save where the run stands between two steps.

        Where one device of several has failed it does not: saving waits for all, and the others would never come.
        """
        counts = trainer.fit_loop.epoch_loop.batch_progress.total
        between = trainer.training and counts.ready == counts.completed and moved_by_all(trainer)
        alone = trainer.world_size == 1 and not isinstance(exception, KeyboardInterrupt | LossError)
        if isinstance(exception, Stopped) or (alone and between):
            super().on_exception(trainer, pl_module, exception)


def run_callbacks(folder: Path, monitor: str, mode: Literal["min", "max"], patience: int | None) -> list[Callback]:
    """Everything that watches a training run in this folder.

    Args:
        folder: where best.ckpt, last.ckpt, metrics.csv and pictures.png go.
        monitor: the figure that makes a checkpoint the best.
        mode: whether the smallest or the largest figure is best.
        patience: stop after so many epochs without a better figure; None never does.
    """
    callbacks: list[Callback] = [
        BestCheckpoint(folder, BEST, monitor=monitor, mode=mode, enable_version_counter=False),
        # After the best one, so that last.ckpt knows of it.
        LastCheckpoint(folder, LAST, enable_version_counter=False, save_on_exception=True),
        RandomnessCallback(),
        StoppingCallback(),
        FiniteCallback(),
        CurvesCallback(folder),
        PicturesCallback(folder),
        LearningRateMonitor("epoch"),
        progress_callback(),
    ]
    if patience is not None:
        callbacks.append(EarlyStopping(monitor, patience=patience, mode=mode))
    return callbacks
