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
