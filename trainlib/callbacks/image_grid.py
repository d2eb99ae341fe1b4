"""Shows validation samples side by side: input, target and prediction."""

from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import cv2
import numpy as np
import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.loggers import TensorBoardLogger
from torch import Tensor

from trainlib.records.run_files import IMAGES


@runtime_checkable
class ShowsPanels(Protocol):
    """A task that can show images of a batch."""

    def panels(self, batch: Any) -> list[Tensor]:
        """Images [B, 1 or 3, H, W] in [0, 1], shown side by side."""


class ImageGridCallback(Callback):
    """After each validation, draws a grid of its first batch: a row per sample, usually input | target | prediction.

    The grid goes to TensorBoard as "val/images"; the newest is `images.png` in the run's folder.

    Args:
        folder: the run's folder.
        count: how many samples at most.
    """

    def __init__(self, folder: Path, count: int = 8) -> None:
        self.path = folder / IMAGES
        self.count = count
        self.grid: Tensor | None = None

    def on_validation_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,
        outputs: Any,
        batch: Any,
        batch_idx: int,
        dataloader_idx: int = 0,
    ) -> None:
        """Predict the first batch once more and lay it out."""
        if batch_idx or not trainer.is_global_zero:
            return
        assert isinstance(pl_module, ShowsPanels)
        chosen = {name: values[: self.count] for name, values in batch.items()}
        with torch.no_grad(), trainer.precision_plugin.forward_context():
            self.grid = _lay_out(pl_module.panels(chosen))

    def on_validation_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Write the grid."""
        if self.grid is None or trainer.sanity_checking:
            return
        for logger in trainer.loggers:
            if isinstance(logger, TensorBoardLogger):
                logger.experiment.add_image("val/images", self.grid, trainer.global_step)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        levels = (self.grid.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        unfinished = self.path.with_name(f".{self.path.name}")
        unfinished.write_bytes(cv2.imencode(".png", levels[..., ::-1])[1].tobytes())
        unfinished.replace(self.path)
        self.grid = None


def _lay_out(columns: list[Tensor], gap: int = 2) -> Tensor:
    """One image [3, H', W'] of columns of images [B, 1 or 3, H, W] in [0, 1], with white gaps between."""
    padded = [
        torch.nn.functional.pad(column.detach().float().cpu().clamp(0, 1).expand(-1, 3, -1, -1), [gap] * 4, value=1)
        for column in columns
    ]
    rows = torch.cat(padded, dim=3)
    return torch.cat(list(rows), dim=1)
