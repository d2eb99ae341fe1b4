"""Writes the metrics of each epoch to a CSV file."""

import csv
import time
from pathlib import Path
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor

from trainlib.records.run_files import CURVES


class CurvesCallback(Callback):
    """Writes `metrics.csv` in the run's folder: epoch, step, samples, seconds and all logged metrics, a row per epoch.

    `samples` counts all samples seen so far, on all devices, with repeats.

    The file is replaced by a rename after each epoch, so it is always complete. A resumed run keeps the rows before
    the epoch in which it resumes, and its seconds continue from them.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / CURVES
        self.rows: list[dict[str, str]] = []
        self.started = 0.0
        self.before = 0.0
        self.added = 0
        self.samples = 0

    def state_dict(self) -> dict[str, Any]:
        """The state for the checkpoint."""
        return {"samples": self.samples, "seconds": time.monotonic() - self.started if self.started else self.before}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue counting from a checkpoint."""
        self.samples = int(state_dict.get("samples", 0))
        self.before = float(state_dict.get("seconds", 0))

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Read the rows that an earlier part of this run wrote."""
        if trainer.current_epoch > 0 and self.path.is_file():
            with self.path.open(newline="", encoding="utf-8") as file:
                self.rows = [row for row in csv.DictReader(file) if int(row["epoch"]) < trainer.current_epoch]
        before = float(self.rows[-1]["seconds"]) if self.rows else 0.0
        self.started = time.monotonic() - max(before, self.before)

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Count the batch's samples."""
        sizes = [len(value) for value in batch.values() if isinstance(value, Tensor)]
        self.samples += sizes[0] * trainer.world_size if sizes else 0

    def on_train_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Add the epoch's row; Lightning calls this after the epoch's validation."""
        metrics = {key: f"{float(value):.6g}" for key, value in sorted(trainer.callback_metrics.items())}
        seconds = f"{time.monotonic() - self.started:.1f}"
        row = {"epoch": str(trainer.current_epoch), "step": str(trainer.global_step)}
        row |= {"samples": str(self.samples), "seconds": seconds}
        self.rows.append(row | metrics)
        self.added += 1
        if trainer.is_global_zero:
            self.write()

    def write(self) -> None:
        """Write all rows. Rows from before a metric was first logged have an empty cell."""
        columns = list(dict.fromkeys(key for row in self.rows for key in row))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f".{self.path.name}")
        with unfinished.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        unfinished.replace(self.path)
