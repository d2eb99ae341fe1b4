"""What all datamodules share: the size of images, workers, and loaders of the splits."""

import hashlib
import os
from collections.abc import Sequence
from typing import Any

import cv2
import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader, Dataset, Sampler

from trainlib.data.device import collate, finish
from trainlib.data.order import by_epoch
from trainlib.data.workers import start_worker, usual_workers
from trainlib.models.network_config import check_size
from trainlib.records.dataset import DatasetError

Batch = dict[str, Any]


class LoadingDataModule(LightningDataModule):
    """Loaders over `sets`, which a subclass's `setup` fills by split.

    Args:
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes as many as `usual_workers`.
        limit: train on so many samples alone; None takes them all.
        limit_seed: which they are.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        batch_size: int,
        workers: int | None,
        limit: int | None = None,
        limit_seed: int = 0,
    ) -> None:
        super().__init__()
        self.size = check_size(size, "data.size")
        if batch_size < 1:
            raise ValueError(f"data.batch_size {batch_size} must be at least 1")
        if workers is not None and workers < 0:
            raise ValueError(f"data.workers is {workers}; it must be at least 0")
        if limit is not None and limit < 1:
            raise ValueError(f"data.limit {limit} must be at least 1")
        self.limit = limit
        self.limit_seed = limit_seed
        self.batch_size = batch_size
        self.workers = usual_workers(os.cpu_count() or 1, torch.cuda.is_available()) if workers is None else workers
        self.sets: dict[str, Dataset[Batch]] = {}

    def limited(self, names: Sequence[str]) -> list[int]:
        """The places of the training samples that `limit` leaves, ascending.

        Args:
            names: of all training samples. A sample's fate rests on the seed and its name alone, so that limits nest.

        Raises:
            DatasetError: where there are fewer than that.
        """
        if self.limit is None:
            return list(range(len(names)))
        if self.limit > len(names):
            raise DatasetError(f"data.limit is {self.limit} and there are {len(names)} training samples; lower it")
        digests = [hashlib.sha256(f"{self.limit_seed}:{name}".encode()).digest() for name in names]
        return sorted(sorted(range(len(names)), key=digests.__getitem__)[: self.limit])

    @property
    def wanted(self) -> frozenset[str] | None:
        """The keys of a batch that the task in training reads: nothing else is loaded. None where nobody says."""
        task = None if self.trainer is None else self.trainer.lightning_module
        keys: frozenset[str] | None = getattr(task, "reads", None)
        return keys

    def train_sampler(self) -> Sampler[int] | None:
        """What draws training samples; None shuffles them."""
        return None

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled training batches, whole ones only where there are enough samples for one."""
        sampler = self.train_sampler()
        return by_epoch(self.loader("train", shuffle=sampler is None, sampler=sampler), self.trainer)

    def on_after_batch_transfer(self, batch: Batch, dataloader_idx: int) -> Batch:
        """Mix the light that waits for it, where the batch is now."""
        return finish(batch)

    def val_dataloader(self) -> DataLoader[Batch]:
        """Validation batches in the order of the dataset."""
        return self.loader("val")

    def test_dataloader(self) -> DataLoader[Batch]:
        """Test batches in the order of the dataset."""
        return self.loader("test")

    def loader(self, split: str, shuffle: bool = False, sampler: Sampler[int] | None = None) -> DataLoader[Batch]:
        """Batches of one split."""
        if not self.workers:
            # Images are small, and OpenCV's threads get in the way of the network's, which wait for work awake.
            cv2.setNumThreads(0)
        # Named, not by place: on several devices Lightning makes the loader anew, with another sampler.
        return DataLoader(
            self.sets[split],
            batch_size=self.batch_size,
            shuffle=shuffle,
            sampler=sampler,
            num_workers=self.workers,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=self.workers > 0,
            worker_init_fn=start_worker,
            collate_fn=collate,
        )
