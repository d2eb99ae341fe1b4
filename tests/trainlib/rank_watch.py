"""A callback for tests of several processes: what each of them trained on, and what came of it."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Callback


class RankWatch(Callback):
    """Writes `seen.RANK.json` in the run's folder: of each epoch each batch's ids; metrics; sums of the weights."""

    def __init__(self) -> None:
        self.seen: dict[str, list[list[str]]] = {}

    def on_train_epoch_start(self, trainer: Any, pl_module: Any) -> None:
        """Keep what a run that was stopped after its first epoch would have left."""
        last = Path(trainer.default_root_dir) / "last.ckpt"
        if trainer.current_epoch == 1 and trainer.is_global_zero and last.is_file():
            shutil.copy(last, last.with_name("after_one.ckpt"))

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        self.seen.setdefault(str(trainer.current_epoch), []).append(list(batch["id"]))

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        metrics = {key: float(value) for key, value in trainer.callback_metrics.items()}
        weights = {name: float(weight.double().abs().sum()) for name, weight in pl_module.named_parameters()}
        record = {"threads": torch.get_num_threads(), "epochs": self.seen, "metrics": metrics, "weights": weights}
        (Path(trainer.default_root_dir) / f"seen.{trainer.global_rank}.json").write_text(json.dumps(record))
