"""Feeds photos with their cut-outs to a trainer."""

from typing import Literal

from trainlib.data.mixed import MixedDataModule
from trainlib.data.sources import PhotoSource
from trainlib.data.splits import SplitConfig


class PhotoDataModule(MixedDataModule):
    """Batches of photos with their cut-outs, and of nothing else.

    Args:
        photos: the folder of photos.
        cutouts: the folder of cut-outs: RGBA images or grey masks of the photos' names and sizes.
        split: which images are for training, which for val and test.
        size: side of the square images, or height and width; multiples of 32. Photos of other proportions are
            padded, not stretched.
        batch_size: samples in a batch.
        num_workers: processes that load samples; None takes as many as `usual_workers`.
        augment: "none", "light" or "strong".
        cache_dir: where decoded photos are kept; None takes out/cache.
        epoch: training samples in an epoch; None takes as many as there are.
        max_samples: train on so many photos only; a smaller number takes some of those that a larger one takes.
        max_samples_seed: which photos these are; another seed takes others.
    """

    def __init__(
        self,
        photos: str,
        cutouts: str,
        split: SplitConfig = SplitConfig(),
        size: int | tuple[int, int] = 256,
        batch_size: int = 8,
        num_workers: int | None = None,
        augment: Literal["none", "light", "strong"] = "strong",
        cache_dir: str | None = None,
        epoch: int | None = None,
        max_samples: int | None = None,
        max_samples_seed: int = 0,
    ) -> None:
        super().__init__(
            [PhotoSource(photos, cutouts, split=split)],
            size=size,
            batch_size=batch_size,
            num_workers=num_workers,
            augment=augment,
            cache_dir=cache_dir,
            epoch=epoch,
            max_samples=max_samples,
            max_samples_seed=max_samples_seed,
        )
