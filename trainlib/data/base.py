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
from trainlib.data.device import collate, convert_batch
from trainlib.data.order import Trained, by_epoch
from trainlib.data.workers import start_worker, usual_workers
from trainlib.models.network_config import check_size
from trainlib.records.dataset import DatasetError

# A petabyte: more is a typing error.
MOST_GB = 1_000_000


class BaseDataModule(LightningDataModule, ABC):
    """Loaders over `sets`, which a subclass's `setup` fills by split.

    Args:
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        num_workers: processes that load samples; None takes as many as `usual_workers`.
        max_samples: train on this many samples only; a smaller number takes a subset of a larger one.
        max_samples_seed: decides which samples these are.
        cache_gb: the most gigabytes for decoded files; what does not fit is decoded each time. None is no limit, and
            0 keeps none.

    Attributes:
        needs: what the task needs of a batch; None loads everything.

    Raises:
        ValueError: a number is out of its range.
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
        """What the samples contain.

        Raises:
            DatasetError: a dataset that says so cannot be read.
        """

    @property
    def wanted(self) -> frozenset[str]:
        """The keys of a batch that are loaded."""
        keys = self.offer().keys
        return keys if self.needs is None else keys & self.needs.keys

    def choose(self, names: Sequence[str]) -> list[int]:
        """The indices of the training samples that `max_samples` keeps, ascending.

        Whether a sample is kept depends on the seed and its name alone. So a smaller number keeps a subset of a larger
        one.

        Args:
            names: of all training samples.

        Raises:
            DatasetError: there are fewer.
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
        """The progress of training, for the checkpoint."""
        return {} if self.trainer is None else Trained.by(self.trainer).to_plain()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take the progress of training from a checkpoint, before loaders are built."""
        self.trained = Trained(**state_dict)

    def train_sampler(self) -> Sampler[int] | None:
        """The sampler of training samples; None shuffles them."""
        return None

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled training batches. An incomplete last batch is dropped, unless it is the only one."""
        sampler = self.train_sampler()
        return by_epoch(self.loader("train", shuffle=sampler is None, sampler=sampler), self.trainer, self.trained)

    def val_dataloader(self) -> DataLoader[Batch]:
        """Validation batches in the order of the dataset."""
        return self.loader("val")

    def test_dataloader(self) -> DataLoader[Batch]:
        """Test batches in the order of the dataset."""
        return self.loader("test")

    def on_after_batch_transfer(self, batch: Batch, dataloader_idx: int) -> Batch:
        """Turn bytes into numbers and mix pending light, on the batch's device."""
        return convert_batch(batch)

    def loader(self, split: str, shuffle: bool = False, sampler: Sampler[int] | None = None) -> DataLoader[Batch]:
        """Batches of one split."""
        if not self.num_workers:
            # Images are small, and OpenCV's threads would compete with those of the network.
            cv2.setNumThreads(0)
        # By keyword: on several devices Lightning builds the loader again from these, with another sampler.
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
