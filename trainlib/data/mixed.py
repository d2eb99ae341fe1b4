"""Feeds a mixture of renders, photos and composites to a trainer."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import torch
from torch.utils.data import ConcatDataset, Dataset, Subset, WeightedRandomSampler

from trainlib.data.base import BaseDataModule
from trainlib.data.contract import HAS_TARGET, Batch, Offer
from trainlib.data.sources import Reading, Source
from trainlib.data.splits import OF_STAGE
from trainlib.records.dataset import SPLITS, DatasetError

# The level that stands for about 0 in a normal, which has no direction then.
NO_DIRECTION = 128


class MixedDataModule(BaseDataModule):
    """Batches of several sources; a training sample comes from each as often as its weight says.

    A batch holds what all sources have. With photos or composites among them that is "image" and "alpha", which is
    enough for cut-outs. Relighting learns target, depth and normals from the sources that have them, and alpha from
    all. Such a batch holds blanks for the others, and `HAS_TARGET` [B]. val and test join the sources' splits.

    Args:
        sources: `RenderSource`, `PhotoSource`, `CompositeSource`.
        size: side of the square images, or height and width; multiples of 32.
        augment: "none", "light" (keeps hues, as relighting needs) or "strong" (also changes hues, for cut-outs).
        cache_dir: where decoded files are kept; None keeps those of a dataset in its .cache, of photos in out/cache.
        epoch: training samples in an epoch; None takes as many as there are.
        interpolation: how photos and composites are resized: "area", "bilinear", "bicubic" or "lanczos". Renders are
            always resized by area, and so are photos in `predict`.
        **loading: batch_size, num_workers, max_samples (of all sources together), max_samples_seed and cache_gb (of
            each source's), see `BaseDataModule`.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        sources: list[Source],
        size: int | tuple[int, int] = 160,
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        epoch: int | None = None,
        interpolation: Literal["area", "bilinear", "bicubic", "lanczos"] = "area",
        **loading: Any,
    ) -> None:
        super().__init__(size, **loading)
        if not sources:
            raise ValueError("data.sources is empty; give at least one")
        if epoch is not None and epoch < 1:
            raise ValueError(f"data.epoch is {epoch}; it must be at least 1")
        self.sources = sources
        self.augment: str = augment
        self.cache_dir = cache_dir
        self.epoch = epoch
        self.interpolation: str = interpolation
        self.weights: list[float] = []

    def offer(self) -> Offer:
        """What all sources have, and what only some have."""
        keys = [source.keys for source in self.sources]
        shared = frozenset.intersection(*keys)
        return Offer(self.size, shared, frozenset[str]().union(*keys) - shared, self.augment)

    def setup(self, stage: str) -> None:
        """Open the sources for a stage ("fit", "validate", "test").

        Raises:
            DatasetError: where a source cannot be read or no source has samples in a split.
        """
        keys = self._keys()
        for split in OF_STAGE.get(stage, ()):
            training = split == "train"
            augment = self.augment if training else None
            reading = Reading(self.size, augment, self.cache_dir, keys, self.cache_gb, self.interpolation)
            opened = [source.open(split, reading) for source in self.sources]
            found = [samples for samples in opened if samples is not None]
            if not found:
                raise DatasetError(f"no source of data.sources has a sample in split {split!r}; see their split")
            if training and None in opened:
                empty = type(self.sources[opened.index(None)]).__name__
                raise DatasetError(f"data.sources: {empty} has no sample in split 'train'")
            joined: ConcatDataset[Batch] = ConcatDataset([SameKeys(samples, keys) for samples in found])
            self.sets[split] = self._weighed(joined) if training else joined
        self._record_splits(stage)

    def train_sampler(self) -> WeightedRandomSampler:
        """Draws sources by weight, and the samples of a source with equal chance."""
        return WeightedRandomSampler(self.weights, self.epoch or len(self.weights))

    def _keys(self) -> frozenset[str]:
        """The keys of a batch beside "id" and "split": the wanted ones that every sample can have.

        `HAS_TARGET` is among them if a source has no target.
        """
        partly = frozenset[str]() if self.needs is None else self.needs.keys & self.needs.optional & self.offer().partly
        return self.wanted | partly | ({HAS_TARGET} if "target" in partly else frozenset())

    def _weighed(self, joined: ConcatDataset[Batch]) -> Dataset[Batch]:
        """The training samples of all sources that `max_samples` keeps, each with its weight.

        Raises:
            DatasetError: it keeps none of a source, or there are fewer samples.
        """
        sizes = [len(part) for part in joined.datasets]  # type: ignore[arg-type]
        owners = [number for number, size in enumerate(sizes) for _ in range(size)]
        places = [place for size in sizes for place in range(size)]
        kept = self.choose([f"{owner}:{place}" for owner, place in zip(owners, places, strict=True)])
        counts = Counter(owners[place] for place in kept)
        for number, source in enumerate(self.sources):
            if not counts[number]:
                raise DatasetError(
                    f"data.max_samples {self.max_samples} leaves no sample of {type(source).__name__}, "
                    f"source {number + 1} of {len(self.sources)}; raise it"
                )
        self.weights = [self.sources[owners[place]].weight / counts[owners[place]] for place in kept]
        return joined if self.max_samples is None else Subset(joined, kept)

    def _record_splits(self, stage: str) -> None:
        """Write into the run's folder which images are in which split, if sources assign them."""
        if self.trainer is None or stage != "fit" or not self.trainer.is_global_zero:
            return
        record = [{split: source.names(split) for split in SPLITS} for source in self.sources]
        if any(any(splits.values()) for splits in record):
            folder = Path(self.trainer.default_root_dir)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "splits.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


class SameKeys(Dataset[Batch]):
    """A source's samples with the keys of all sources, so that they fit into one batch.

    A map that the source lacks is blank: depth is 1, a normal has no length, and `HAS_TARGET` is False if there is no
    target.
    """

    def __init__(self, samples: Dataset[Batch], keys: frozenset[str]) -> None:
        self.samples = samples
        self.keys = keys

    def __len__(self) -> int:
        return len(self.samples)  # type: ignore[arg-type]

    def __getitem__(self, index: int) -> Batch:
        sample = self.samples[index]
        height, width = sample["image"].shape[-2:]
        # Of the types that `samples.to_tensor` gives them.
        blanks = {
            "target": lambda: torch.full((3, height, width), 255, dtype=torch.uint8),
            "depth": lambda: torch.ones(1, height, width),
            "depth_range": lambda: torch.ones(2),
            "normal": lambda: torch.full((3, height, width), NO_DIRECTION, dtype=torch.uint8),
            HAS_TARGET: lambda: torch.tensor("target" in sample),
        }
        chosen = {key: sample[key] if key in sample else blanks[key]() for key in sorted(self.keys)}
        return chosen | {"id": sample["id"], "split": sample["split"]}
