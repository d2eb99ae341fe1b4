"""Images and masks in the folders train and trainannot, val and valannot, test and testannot."""

from pathlib import Path
from typing import Literal

from torch.utils.data import Dataset

from trainlib.data.contract import Batch
from trainlib.data.cutout_samples import CutoutSamples
from trainlib.data.mixed import MixedDataModule
from trainlib.data.photo_files import find_images, find_pairs
from trainlib.data.sources import Reading, Source
from trainlib.records.dataset import SPLITS, DatasetError

ANNOTATIONS = {split: f"{split}annot" for split in SPLITS}


class AnnotatedSource(Source):
    """Images whose folder is their split, and masks of the same names in the folder beside it.

    Args:
        root: the folder that holds train and trainannot, and val and test the same way.
        weight: how often its samples are drawn, relative to other sources.
    """

    def __init__(self, root: str, weight: float = 1.0) -> None:
        super().__init__(weight)
        self.root = Path(root).expanduser()

    def open(self, split: str, reading: Reading) -> Dataset[Batch] | None:
        """The pairs of the split's folder."""
        if not self._has(split):
            return None
        pairs = find_pairs(self.root / split, self.root / ANNOTATIONS[split])
        chosen = [(name, *files) for name, files in pairs.items()]
        return CutoutSamples(chosen, split, reading.augmentation, reading.photo_cache) or None

    def names(self, split: str) -> list[str]:
        """The stems of the split's images."""
        return sorted(find_images(self.root / split)) if self._has(split) else []

    def _has(self, split: str) -> bool:
        """Whether a split has an image.

        Raises:
            DatasetError: none of the folders exists.
        """
        if not any((self.root / one).is_dir() for one in SPLITS):
            raise DatasetError(f"{self.root}: holds none of the folders train, val, test")
        folder = self.root / split
        return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())


class AnnotatedDataModule(MixedDataModule):
    """Batches of images with their masks, of one folder with a folder for each split.

    Args:
        root: the folder that holds train and trainannot, and val and test the same way; see `AnnotatedSource`.
        size: side of the square images, or height and width; multiples of 32. Images of other proportions are
            padded, not stretched.
        batch_size: samples in a batch.
        num_workers: processes that load samples; None takes as many as `usual_workers`.
        augment: "none", "light" or "strong".
        cache_dir: where decoded images are kept; None takes out/cache.
        epoch: training samples in an epoch; None takes as many as there are.
        max_samples: train on this many images only; a smaller number takes a subset of a larger one.
        max_samples_seed: decides which images these are.
        cache_gb: the most gigabytes for decoded images; None is no limit, and 0 keeps none.
    """

    def __init__(
        self,
        root: str,
        size: int | tuple[int, int] = 256,
        batch_size: int = 8,
        num_workers: int | None = None,
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        epoch: int | None = None,
        max_samples: int | None = None,
        max_samples_seed: int = 0,
        cache_gb: float | None = None,
    ) -> None:
        super().__init__(
            [AnnotatedSource(root)],
            size=size,
            batch_size=batch_size,
            num_workers=num_workers,
            augment=augment,
            cache_dir=cache_dir,
            epoch=epoch,
            max_samples=max_samples,
            max_samples_seed=max_samples_seed,
            cache_gb=cache_gb,
        )
