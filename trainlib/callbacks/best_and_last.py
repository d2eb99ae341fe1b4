"""The two checkpoints of a run: the best one and the last one."""

from pathlib import Path
from typing import Any

from lightning.pytorch import LightningModule, Trainer
from lightning.pytorch.callbacks import ModelCheckpoint

from trainlib.callbacks.finite import LossError
from trainlib.callbacks.graceful_shutdown import Stopped, moved_by_all

BEST = "best"
LAST = "last"


class BestCheckpoint(ModelCheckpoint):
    """Keeps the best weights so far, even if the run's folder is moved."""

    @property
    def state_key(self) -> str:
        """The key of Lightning's own callback, under which checkpoints keep its state."""
        return super().state_key.replace(type(self).__qualname__, ModelCheckpoint.__qualname__, 1)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Restore the best score. Lightning forgets it in a moved folder; a worse checkpoint would then replace it."""
        assert self.dirpath is not None
        here = Path(self.dirpath, f"{BEST}.ckpt")
        score = state_dict.get("best_model_score")
        if here.is_file() and score is not None:
            best = str(here)
            state_dict = {**state_dict, "dirpath": self.dirpath, "best_model_path": best, "kth_best_model_path": best}
            state_dict["best_k_models"] = {best: score}
        super().load_state_dict(state_dict)


class LastCheckpoint(ModelCheckpoint):
    """Keeps the newest state from which a run resumes exactly: an epoch's end, or where the run was stopped.

    A failure during a step or a validation leaves the file unchanged.
    """

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Save if the run ended between two steps.

        It does not save if one of several devices has failed: saving waits for all devices and would hang.
        """
        counts = trainer.fit_loop.epoch_loop.batch_progress.total
        between = trainer.training and counts.ready == counts.completed and moved_by_all(trainer)
        alone = trainer.world_size == 1 and not isinstance(exception, KeyboardInterrupt | LossError)
        if isinstance(exception, Stopped) or (alone and between):
            super().on_exception(trainer, pl_module, exception)
