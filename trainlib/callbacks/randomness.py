"""Makes the chance within the network each epoch's own, so that a stopped run goes on as if it had not been."""

import os
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from trainlib.data.order import SEED, mix


class RandomnessCallback(Callback):
    """Seeds PyTorch before the first batch of each epoch by the run's seed, the epoch and the process.

    Dropout then depends on these alone, and not on what was drawn before a resume. Without a seed nothing is done.
    """

    def on_train_batch_start(
        self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int
    ) -> None:
        """Seed once an epoch."""
        seed = os.environ.get(SEED)
        if seed is not None and batch_idx == 0:
            torch.manual_seed(mix(int(seed), trainer.current_epoch, trainer.global_rank))
