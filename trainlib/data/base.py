"""What all data modules have in common: sizes, workers, the loaders of each split."""

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import cv2
import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader, Dataset, Sampler

from trainlib.data.contract import Batch, Needs, Offer
from trainlib.data.device import collate, finish
from trainlib.data.order import Trained, by_epoch
from trainlib.data.workers import start_worker, usual_workers
from trainlib.models.network_config import check_size
from trainlib.records.dataset import DatasetError

# A petabyte: what is more is a slip.
MOST_GB = 1_000_000


class BaseDataModule(LightningDataModule, ABC):
    """Loaders over `sets`, which a subclass's `setup` fills by split.

    Args:
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        num_workers: processes that load samples; None takes as many as `usual_workers`.
        max_samples: train on so many samples only; a smaller number takes some of those that a larger one takes.
        max_samples_seed: which samples these are; another seed takes others.
        cache_gb: gigabytes that decoded files may take at most; what does not fit is decoded each time. None is no
            bound, and 0 keeps none.

    Attributes:
        needs: what the task in training wants; None loads all there is.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        batch_size: int = 8,
        num_workers: int | None = None,
        max_samples: int | None = None,
        max_samples_seed: int = 0,
        cache_gb: float | None = None,
    ) -> None:
        super().__init__()
        self.size = check_size(size, "data.size")
        if batch_size < 1:
            raise ValueError(f"data.batch_size {batch_size} must be at least 1")
        if num_workers is not None and num_workers < 0:
            raise ValueError(f"data.num_workers is {num_workers}; it must be at least 0")
        if max_samples is not None and max_samples < 1:
            raise ValueError(f"data.max_samples {max_samples} must be at least 1")
        if cache_gb is not None and not 0 <= cache_gb <= MOST_GB:
            raise ValueError(f"data.cache_gb is {cache_gb}; it must be from 0 to {MOST_GB:,}")
        self.cache_gb = cache_gb
        self.max_samples = max_samples
        self.max_samples_seed = max_samples_seed
        self.batch_size = batch_size
        usual = usual_workers(os.cpu_count() or 1, torch.cuda.is_available())
        self.num_workers = usual if num_workers is None else num_workers
        self.sets: dict[str, Dataset[Batch]] = {}
        self.needs: Needs | None = None
        self.trained = Trained()

    @abstractmethod
    def offer(self) -> Offer:
        """What the samples have.

        Raises:
            DatasetError: where that is to be read from a dataset, and cannot be.
        """

    @property
    def wanted(self) -> frozenset[str]:
        """The keys of a batch that are loaded, of those that every sample has."""
        keys = self.offer().keys
        return keys if self.needs is None else keys & self.needs.keys

    def choose(self, names: Sequence[str]) -> list[int]:
        """The places of the training samples that `max_samples` leaves, ascending.

        Whether a sample is chosen depends on the seed and its name alone. So a smaller number takes some of those that
        a larger one takes.

        Args:
            names: of all training samples.

        Raises:
            DatasetError: where there are fewer than that.
        """
        if self.max_samples is None:
            return list(range(len(names)))
        if self.max_samples > len(names):
            raise DatasetError(
                f"data.max_samples is {self.max_samples} and there are {len(names)} training samples; lower it"
            )
        digests = [hashlib.sha256(f"{self.max_samples_seed}:{name}".encode()).digest() for name in names]
        return sorted(sorted(range(len(names)), key=digests.__getitem__)[: self.max_samples])

    def state_dict(self) -> dict[str, Any]:
        """How far training has come, for the checkpoint."""
        return {} if self.trainer is None else Trained.by(self.trainer).to_plain()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Note how far training had come, before loaders are built."""
        self.trained = Trained(**state_dict)

    def train_sampler(self) -> Sampler[int] | None:
        """What draws training samples; None shuffles them."""
        return None

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled training batches, whole ones only where there are enough samples for one."""
        sampler = self.train_sampler()
        return by_epoch(self.loader("train", shuffle=sampler is None, sampler=sampler), self.trainer, self.trained)

    def val_dataloader(self) -> DataLoader[Batch]:
        """Validation batches in the order of the dataset."""
        return self.loader("val")

    def test_dataloader(self) -> DataLoader[Batch]:
        """Test batches in the order of the dataset."""
        return self.loader("test")

    def on_after_batch_transfer(self, batch: Batch, dataloader_idx: int) -> Batch:
        """Turn bytes into numbers and mix the light that waits for it, where the batch is now."""
        return finish(batch)

    def loader(self, split: str, shuffle: bool = False, sampler: Sampler[int] | None = None) -> DataLoader[Batch]:
        """Batches of one split."""
        if not self.num_workers:
            # Images are small, and OpenCV's threads get in the way of the network's, which wait for work awake.
            cv2.setNumThreads(0)
        # Named, not by place: on several devices Lightning makes the loader anew, with another sampler.
        return DataLoader(
            self.sets[split],
            batch_size=self.batch_size,
            shuffle=shuffle,
            sampler=sampler,
            num_workers=self.num_workers,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=self.num_workers > 0,
            worker_init_fn=start_worker,
            collate_fn=collate,
        )
