"""Seeds each batch, so that a resumed run gives the same result as one that was never stopped."""

import os
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from trainlib.data.order import SEED, mix


class RandomnessCallback(Callback):
    """Seeds PyTorch before each batch by the run's seed, the epoch, the batch and the process.

    So dropout does not depend on what was drawn before a resume. Without a seed it does nothing.
    """

    def on_train_batch_start(self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int) -> None:
        """Seed."""
        seed = os.environ.get(SEED)
        if seed is not None:
            torch.manual_seed(mix(int(seed), trainer.current_epoch, batch_idx, trainer.global_rank))
