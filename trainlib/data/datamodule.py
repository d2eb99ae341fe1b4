"""Feeds packshot datasets to a trainer."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader

from trainlib.data.cache import ArrayCache
from trainlib.data.dataset import DatasetError, Sample, open_dataset
from trainlib.data.remix import RemixRanges
from trainlib.data.samples import PackshotSamples, Relighting, cache_for, has_light, start_worker
from trainlib.data.transforms import Augmentation

# The networks halve a picture five times.
STRIDE = 32

log = logging.getLogger(__name__)

Batch = dict[str, Any]


class PackshotDataModule(LightningDataModule):
    """Batches of one or several packshot datasets; see `samples.PackshotSamples` for what a batch holds.

    Training samples are relit, moved and changed; those of val and test are left as they were rendered.

    Args:
        root: the folder of a dataset, or several folders whose splits are joined.
        size: side of the square pictures, or height and width; multiples of 32.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes one for each core but one, at most four.
        relight: the chance, from 0 to 1, of a training sample to get new light out of its light layers.
        remix: how far new light may be from the recorded one.
        augment: "none", "light" (keeps hues, as relighting needs) or "strong" (for those that look at shape).
        cache_dir: where decoded files are kept; None keeps them in .cache within each dataset.
        repeat: how often each training sample comes up in one epoch, in another light and place each time.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        root: str | list[str],
        size: int | tuple[int, int] = 160,
        batch_size: int = 8,
        workers: int | None = None,
        relight: float = 0.0,
        remix: RemixRanges | None = None,
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        repeat: int = 1,
    ) -> None:
        super().__init__()
        self.size = check_size(size)
        if batch_size < 1 or repeat < 1:
            raise ValueError(f"data.batch_size {batch_size} and data.repeat {repeat} must be at least 1")
        if workers is not None and workers < 0:
            raise ValueError(f"data.workers is {workers}; it must be at least 0")
        if not 0 <= relight <= 1:
            raise ValueError(f"data.relight is {relight}; it is a chance from 0 to 1")
        self.roots = [Path(folder) for folder in ([root] if isinstance(root, str) else root)]
        if not self.roots:
            raise ValueError("data.root is empty; give the folder of a dataset")
        self.batch_size = batch_size
        self.workers = min(4, max(1, (os.cpu_count() or 1) - 1)) if workers is None else workers
        self.relighting = Relighting(relight, remix or RemixRanges()) if relight > 0 else None
        self.augment: str = augment
        self.cache_dir = cache_dir
        self.repeat = repeat
        self.sets: dict[str, PackshotSamples] = {}

    def setup(self, stage: str) -> None:
        """Open the datasets and look up the splits that a stage ("fit", "validate", "test") needs.

        Raises:
            DatasetError: where a dataset cannot be read or a split is empty.
        """
        datasets = [open_dataset(root) for root in self.roots]
        splits = {"fit": ("train", "val"), "validate": ("val",), "test": ("test",)}.get(stage, ())
        for split in splits:
            samples: list[tuple[Sample, ArrayCache]] = []
            for dataset in datasets:
                cache = cache_for(dataset.root, self.cache_dir)
                # Of several datasets one may lack a split; all of them may not.
                found = [sample for sample in dataset.samples if sample.split == split]
                samples += [(sample, cache) for sample in (found if len(datasets) > 1 else dataset.split(split))]
            if not samples:
                raise DatasetError(f"no sample in split {split!r} of {', '.join(map(str, self.roots))}")
            if split == "train":
                self.report_light([sample for sample, _ in samples])
                augmentation = Augmentation(self.size, self.augment)
                self.sets[split] = PackshotSamples(samples * self.repeat, augmentation, self.relighting)
            else:
                self.sets[split] = PackshotSamples(samples, Augmentation(self.size))

    def report_light(self, samples: Sequence[Sample]) -> None:
        """Say how many samples cannot be relit, where they should be."""
        if self.relighting is None:
            return
        without = sum(not has_light(sample) for sample in samples)
        if without:
            log.warning("%d of %d training samples have no light layers and are not relit", without, len(samples))

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled training batches, whole ones only where there are enough samples for one."""
        return self.loader("train", shuffle=True, drop_last=len(self.sets["train"]) >= self.batch_size)

    def val_dataloader(self) -> DataLoader[Batch]:
        """Validation batches in the order of the dataset."""
        return self.loader("val")

    def test_dataloader(self) -> DataLoader[Batch]:
        """Test batches in the order of the dataset."""
        return self.loader("test")

    def loader(self, split: str, shuffle: bool = False, drop_last: bool = False) -> DataLoader[Batch]:
        """Batches of one split."""
        return DataLoader(
            self.sets[split],
            self.batch_size,
            shuffle,
            num_workers=self.workers,
            drop_last=drop_last,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=self.workers > 0,
            worker_init_fn=start_worker,
        )


def check_size(size: int | tuple[int, int]) -> tuple[int, int]:
    """Height and width as two numbers.

    Raises:
        ValueError: where a side is no multiple of 32.
    """
    height, width = (size, size) if isinstance(size, int) else size
    for side in (height, width):
        if side < STRIDE or side % STRIDE:
            below = max(STRIDE, side // STRIDE * STRIDE)
            raise ValueError(
                f"data.size {side} is no multiple of {STRIDE}, which the networks need; "
                f"take {below} or {below + STRIDE}"
            )
    return height, width
