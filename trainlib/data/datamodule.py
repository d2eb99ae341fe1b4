"""Feeds packshot datasets to a trainer."""

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

from trainlib.data.backgrounds import Backgrounds
from trainlib.data.cache import ArrayCache
from trainlib.data.cutouts import find_images
from trainlib.data.decoded import cache_for, has_light
from trainlib.data.loading import LoadingDataModule
from trainlib.data.remix import RemixRanges
from trainlib.data.samples import KEYS, PackshotSamples, Relighting, Swapping
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import DatasetError, Sample, maps_without, open_dataset

log = logging.getLogger(__name__)


class PackshotDataModule(LoadingDataModule):
    """Batches of one or several packshot datasets; see `samples.PackshotSamples` for what a batch holds.

    Training samples are relit, moved and changed; those of val and test are left as they were rendered.

    Args:
        root: the folder of a dataset, or several folders whose splits are joined.
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes as many as `usual_workers`.
        relight: the chance, from 0 to 1, of a training sample to get new light out of its light layers.
        remix: how far new light may be from the recorded one.
        relight_on: where light is mixed: in the "loader", a sample at a time, or on the batch's "device", all at once.
        augment: "none", "light" (keeps hues, as relighting needs) or "strong" (for those that look at shape).
        cache_dir: where decoded files are kept; None keeps them in .cache within each dataset.
        repeat: how often each training sample comes up in one epoch, in another light and place each time.
        swap: the chance, from 0 to 1, of a training sample to be put before another background. Depth and
            normals keep the old one, so networks that see them are better left without.
        backgrounds: a folder of photos for that; None takes what other samples have beside their product.
        limit: train on so many samples alone; a smaller number takes some of those that a larger one takes.
        limit_seed: which they are; another one takes others.

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
        relight_on: Literal["loader", "device"] = "loader",
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        repeat: int = 1,
        swap: float = 0.0,
        backgrounds: str | None = None,
        limit: int | None = None,
        limit_seed: int = 0,
    ) -> None:
        super().__init__(size, batch_size, workers, limit, limit_seed)
        if repeat < 1:
            raise ValueError(f"data.repeat {repeat} must be at least 1")
        for name, chance in (("relight", relight), ("swap", swap)):
            if not 0 <= chance <= 1:
                raise ValueError(f"data.{name} is {chance}; it is a chance from 0 to 1")
        if backgrounds is not None and swap == 0:
            raise ValueError("data.backgrounds is given and data.swap is 0; raise swap or leave backgrounds out")
        self.roots = [Path(folder) for folder in ([root] if isinstance(root, str) else root)]
        if not self.roots:
            raise ValueError("data.root is empty; give the folder of a dataset")
        if relight_on == "device" and augment == "strong":
            raise ValueError(
                "data.relight_on is 'device' and data.augment 'strong', whose hues are jittered in the loader; "
                "take augment 'light' or 'none', or relight_on 'loader'"
            )
        # Datasets of cut-outs have no target.
        self.provides = KEYS - maps_without(self.roots)
        on_device = relight_on == "device"
        self.relighting = Relighting(relight, remix or RemixRanges(), on_device) if relight > 0 else None
        self.augment: str = augment
        self.cache_dir = cache_dir
        self.repeat = repeat
        self.swap = swap
        self.backgrounds = backgrounds

    def setup(self, stage: str) -> None:
        """Open the datasets and look up the splits that a stage ("fit", "validate", "test") needs.

        Raises:
            DatasetError: where a dataset cannot be read or a split is empty.
        """
        splits = {"fit": ("train", "val"), "validate": ("val",), "test": ("test",)}.get(stage, ())
        for split in splits:
            samples = self.open(split, keys=self.wanted)
            assert samples is not None
            self.sets[split] = samples

    def open(self, split: str, required: bool = True, keys: Collection[str] | None = None) -> PackshotSamples | None:
        """The samples of a split; where there are none and none are required, None.

        Args:
            split: which one.
            required: whether there have to be some.
            keys: what the samples hold; None for all there is.

        Raises:
            DatasetError: where a dataset cannot be read or a split that is required is empty.
        """
        keys = self.provides if keys is None else frozenset(keys) & self.provides
        datasets = [open_dataset(root) for root in self.roots]
        samples: list[tuple[Sample, ArrayCache]] = []
        for dataset in datasets:
            cache = cache_for(dataset.root, self.cache_dir)
            # Of several datasets one may lack a split; all of them may not.
            found = [sample for sample in dataset.samples if sample.split == split]
            if not found and required and len(datasets) == 1:
                found = dataset.split(split)
            samples += [(sample, cache) for sample in found]
        if not samples:
            if required:
                raise DatasetError(f"no sample in split {split!r} of {', '.join(map(str, self.roots))}")
            return None
        if split != "train":
            return PackshotSamples(samples, Augmentation(self.size), keys=keys)
        samples = [samples[place] for place in self.limited([str(sample.number) for sample, _ in samples])]
        self.report_light([sample for sample, _ in samples])
        augmentation = Augmentation(self.size, self.augment)
        swapping = self.swapping(samples[0][1])
        return PackshotSamples(samples * self.repeat, augmentation, self.relighting, swapping, keys)

    def swapping(self, cache: ArrayCache) -> Swapping | None:
        """How backgrounds are exchanged; photos are kept where the first dataset's files are."""
        if self.swap == 0:
            return None
        photos = None
        if self.backgrounds is not None:
            photos = Backgrounds(list(find_images(self.backgrounds).values()), cache)
        return Swapping(self.swap, photos)

    def report_light(self, samples: Sequence[Sample]) -> None:
        """Say how many samples cannot be relit, where they should be."""
        if self.relighting is None:
            return
        without = sum(not has_light(sample) for sample in samples)
        if without:
            log.warning("%d of %d training samples have no light layers and are not relit", without, len(samples))
