"""Packshot datasets as training data: which samples a split has, and how they are relit and put before others."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from trainlib.data.backgrounds import Backgrounds
from trainlib.data.cache import ArrayCache
from trainlib.data.decoded import cache_for, has_light
from trainlib.data.photo_files import find_images
from trainlib.data.remix import RemixRanges
from trainlib.data.samples import KEYS, PackshotSamples, Relighting, Swapping
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import DatasetError, Sample, maps_without, open_dataset

log = logging.getLogger(__name__)

# A sample, and the cache that its arrays are kept in.
Cached = tuple[Sample, ArrayCache]


@dataclass(frozen=True)
class Renders:
    """One or several packshot datasets whose splits are joined, and how their training samples are changed.

    Attributes:
        roots: the datasets' folders.
        relighting: None keeps the light.
        swap: the chance, from 0 to 1, of another background.
        backgrounds: a folder of photos for that; None takes the backgrounds of other samples.
    """

    roots: tuple[Path, ...]
    relighting: Relighting | None
    swap: float
    backgrounds: str | None

    @classmethod
    def configure(
        cls,
        root: str | list[str],
        relight: float,
        remix: RemixRanges,
        swap: float,
        backgrounds: str | None,
        on_device: bool = False,
    ) -> Self:
        """Build it from the settings of a data module or a source.

        Raises:
            ValueError: where a setting is out of its range.
        """
        roots = tuple(Path(folder) for folder in ([root] if isinstance(root, str) else root))
        if not roots:
            raise ValueError("data.root is empty; give the folder of a dataset")
        for name, chance in (("relight", relight), ("swap", swap)):
            if not 0 <= chance <= 1:
                raise ValueError(f"data.{name} is {chance}; it is a chance from 0 to 1")
        if backgrounds is not None and swap == 0:
            raise ValueError("data.backgrounds is given and data.swap is 0; raise swap or leave backgrounds out")
        return cls(roots, Relighting(relight, remix, on_device) if relight > 0 else None, swap, backgrounds)

    @property
    def keys(self) -> frozenset[str]:
        """What every sample has; datasets of cut-outs have no target."""
        return KEYS - maps_without(self.roots)

    def find(self, split: str, cache_dir: str | None, cache_gb: float | None = None) -> list[Cached]:
        """The samples of a split; none where no dataset has any.

        Raises:
            DatasetError: where a dataset cannot be read.
        """
        found: list[Cached] = []
        for dataset in map(open_dataset, self.roots):
            cache = cache_for(dataset.root, cache_dir, cache_gb)
            found += [(sample, cache) for sample in dataset.samples if sample.split == split]
        return found

    def require(self, split: str, cache_dir: str | None, cache_gb: float | None = None) -> list[Cached]:
        """The samples of a split.

        Raises:
            DatasetError: where a dataset cannot be read, or all of them lack the split.
        """
        found = self.find(split, cache_dir, cache_gb)
        if not found and len(self.roots) == 1:
            open_dataset(self.roots[0]).split(split)  # its message says what the dataset holds instead
        if not found:
            raise DatasetError(f"no sample in split {split!r} of {', '.join(map(str, self.roots))}")
        return found

    def open(
        self,
        found: Sequence[Cached],
        size: tuple[int, int],
        keys: Collection[str],
        augment: str | None = None,
        repeat: int = 1,
    ) -> PackshotSamples:
        """Samples as tensors.

        Args:
            found: which ones; at least one.
            size: height and width of the result.
            keys: what they hold.
            augment: the strength of augmentation in training; None leaves samples as they were rendered.
            repeat: how often each one comes up.
        """
        if augment is None:
            return PackshotSamples(found, Augmentation(size), keys=keys)
        self._report_light([sample for sample, _ in found])
        swapping = self._swapping(found[0][1])
        return PackshotSamples([*found] * repeat, Augmentation(size, augment), self.relighting, swapping, keys)

    def _swapping(self, cache: ArrayCache) -> Swapping | None:
        """How backgrounds are exchanged; photos are kept where the first dataset's files are."""
        if self.swap == 0:
            return None
        photos = None
        if self.backgrounds is not None:
            photos = Backgrounds(list(find_images(self.backgrounds).values()), cache)
        return Swapping(self.swap, photos)

    def _report_light(self, samples: Sequence[Sample]) -> None:
        """Log how many samples cannot be relit, if they should be."""
        without = sum(not has_light(sample) for sample in samples) if self.relighting is not None else 0
        if without:
            log.warning("%d of %d training samples have no light layers and are not relit", without, len(samples))
