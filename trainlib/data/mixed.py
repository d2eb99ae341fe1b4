"""Feeds a mixture of renders, photos and composites to a trainer."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import torch
from torch.utils.data import ConcatDataset, Dataset, Subset, WeightedRandomSampler

from trainlib.data.cutouts import Deal
from trainlib.data.loading import LoadingDataModule
from trainlib.data.samples import PackshotSamples
from trainlib.data.sources import Item, PhotoSource, Source
from trainlib.records.dataset import SPLITS, DatasetError

# The key of a batch under which stands, for each sample [B], whether it has a target.
KNOWN = "known"

# The level that stands for about 0 in a normal, which has no direction then.
NOWHERE = 128


class MixedDataModule(LoadingDataModule):
    """Batches of several sources; a training sample comes from each as often as its weight says.

    A batch holds what all sources have: with photos or composites among them that is "image" and "alpha", which
    is enough for cut-outs. Relighting is taught its target, depth and normals by the sources that have them, and alpha
    by all: then a batch holds blanks for the others, and `KNOWN` [B], whether a sample has a target. val and test join
    what each source deals to them.

    Args:
        sources: `RenderSource`, `PhotoSource`, `CompositeSource`.
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes as many as `usual_workers`.
        augment: "none", "light" (keeps hues, as relighting needs) or "strong" (for those that look at shape).
        cache_dir: where decoded files are kept; None keeps those of a dataset in its .cache, of photos in out/cache.
        epoch: training samples in an epoch; None takes as many as there are.
        limit: train on so many samples of all sources together alone; a smaller number takes some of those that a
            larger one takes.
        limit_seed: which they are; another one takes others.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        sources: list[Source],
        size: int | tuple[int, int] = 160,
        batch_size: int = 8,
        workers: int | None = None,
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        epoch: int | None = None,
        limit: int | None = None,
        limit_seed: int = 0,
    ) -> None:
        super().__init__(size, batch_size, workers, limit, limit_seed)
        if not sources:
            raise ValueError("data.sources is empty; give at least one")
        if epoch is not None and epoch < 1:
            raise ValueError(f"data.epoch is {epoch}; it must be at least 1")
        self.sources = sources
        self.augment: str = augment
        self.cache_dir = cache_dir
        self.epoch = epoch
        self.provides = frozenset.intersection(*(source.maps for source in sources))
        self.offers = frozenset[str]().union(*(source.maps for source in sources))
        self.weights: list[float] = []

    def setup(self, stage: str) -> None:
        """Open the sources for a stage ("fit", "validate", "test").

        Raises:
            DatasetError: where a source cannot be read or no source has samples in a split.
        """
        for split in {"fit": ("train", "val"), "validate": ("val",), "test": ("test",)}.get(stage, ()):
            strength = self.augment if split == "train" else "none"
            opened = [source.open(split, self.size, strength, self.cache_dir) for source in self.sources]
            for found in opened:
                if isinstance(found, PackshotSamples):  # renders hold more than photos do: load no more than is used
                    found.keys = self.maps
            pairs = [(source, found) for source, found in zip(self.sources, opened, strict=True) if found is not None]
            if not pairs:
                raise DatasetError(f"no source of data.sources has a sample in split {split!r}; see their deal")
            if split == "train" and len(pairs) < len(self.sources):
                empty = next(source for source, found in zip(self.sources, opened, strict=True) if found is None)
                raise DatasetError(f"data.sources: {type(empty).__name__} has no sample in split 'train'")
            joined: ConcatDataset[Item] = ConcatDataset([Chosen(found, self.maps) for _, found in pairs])
            self.sets[split] = self.weighed(joined) if split == "train" else joined
        self.record_splits()

    @property
    def maps(self) -> frozenset[str]:
        """What a batch holds beside "id" and "split": of what is asked for, all that no sample has to lack.

        `KNOWN` is among it where a target is not every source's.
        """
        task = None if self.trainer is None else self.trainer.lightning_module
        optional: frozenset[str] = getattr(task, "optional", frozenset())
        wanted = self.provides if self.wanted is None else self.wanted
        held = wanted & (self.provides | (self.offers & optional))
        return held | {KNOWN} if "target" in held - self.provides else held

    def weighed(self, joined: ConcatDataset[Item]) -> Dataset[Item]:
        """The training samples that `limit` leaves of all sources', each with its weight.

        Raises:
            DatasetError: where it leaves none of a source's, or there are fewer.
        """
        sizes = [len(part) for part in joined.datasets]  # type: ignore[arg-type]
        owners = [number for number, size in enumerate(sizes) for _ in range(size)]
        places = [place for size in sizes for place in range(size)]
        kept = self.limited([f"{owner}:{place}" for owner, place in zip(owners, places, strict=True)])
        counts = Counter(owners[place] for place in kept)
        for number, source in enumerate(self.sources):
            if not counts[number]:
                raise DatasetError(
                    f"data.limit {self.limit} leaves no sample of {type(source).__name__}, source {number + 1} of "
                    f"{len(self.sources)}; raise it"
                )
        self.weights = [self.sources[owners[place]].weight / counts[owners[place]] for place in kept]
        return joined if self.limit is None else Subset(joined, kept)

    def record_splits(self) -> None:
        """Keep beside the run which images were dealt to which split, where the sources deal them."""
        if self.trainer is None or stage_of(self.trainer) != "fit" or not self.trainer.is_global_zero:
            return
        record = [{split: source.names(split) for split in SPLITS} for source in self.sources]
        if any(any(splits.values()) for splits in record):
            folder = Path(self.trainer.default_root_dir)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "splits.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    def train_sampler(self) -> WeightedRandomSampler:
        """Draws sources by weight, and each one's samples alike."""
        return WeightedRandomSampler(self.weights, self.epoch or len(self.weights))


class PhotoDataModule(MixedDataModule):
    """Batches of photos with their cut-outs, and of nothing else.

    Args:
        photos: the folder of photos.
        cutouts: the folder of cut-outs: RGBA images or grey masks of the photos' names and sizes.
        deal: which images are for training, which for val and test.
        size: side of the square images, or height and width; multiples of 32. Photos of other proportions are
            padded, not stretched.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes as many as `usual_workers`.
        augment: "none", "light" or "strong".
        cache_dir: where decoded photos are kept; None takes out/cache.
        epoch: training samples in an epoch; None takes as many as there are.
        limit: train on so many photos alone; a smaller number takes some of those that a larger one takes.
        limit_seed: which they are; another one takes others.
    """

    def __init__(
        self,
        photos: str,
        cutouts: str,
        deal: Deal | None = None,
        size: int | tuple[int, int] = 256,
        batch_size: int = 8,
        workers: int | None = None,
        augment: Literal["none", "light", "strong"] = "strong",
        cache_dir: str | None = None,
        epoch: int | None = None,
        limit: int | None = None,
        limit_seed: int = 0,
    ) -> None:
        super().__init__(
            [PhotoSource(photos, cutouts, 1.0, deal)],
            size,
            batch_size,
            workers,
            augment,
            cache_dir,
            epoch,
            limit,
            limit_seed,
        )


def stage_of(trainer: Any) -> str:
    """What a trainer is doing: "fit", "validate" or "test"."""
    return str(trainer.state.fn.value if trainer.state.fn is not None else "")


class Chosen(Dataset[Item]):
    """A source's samples with the same maps as all other sources', so that they fit into one batch.

    A map that the source has not is blank, and says that it means nothing: depth is as far as can be, a normal has no
    length, and `KNOWN` is False where there is no target.
    """

    def __init__(self, samples: Dataset[Item], maps: frozenset[str]) -> None:
        self.samples = samples
        self.maps = maps

    def __len__(self) -> int:
        return len(self.samples)  # type: ignore[arg-type]

    def __getitem__(self, index: int) -> Item:
        item = self.samples[index]
        height, width = item["image"].shape[-2:]
        # Of the types that `samples.to_tensor` gives them.
        blanks = {
            "target": lambda: torch.full((3, height, width), 255, dtype=torch.uint8),
            "depth": lambda: torch.ones(1, height, width),
            "depth_range": lambda: torch.ones(2),
            "normal": lambda: torch.full((3, height, width), NOWHERE, dtype=torch.uint8),
            KNOWN: lambda: torch.tensor("target" in item),
        }
        chosen = {key: item[key] if key in item else blanks[key]() for key in sorted(self.maps)}
        return chosen | {"id": item["id"], "split": item["split"]}
