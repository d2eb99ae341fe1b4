"""Feeds photos with their cut-outs to a trainer."""

from typing import Any, Literal

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
        augment: "none", "light" or "strong".
        **loading: epoch, cache_dir and what `BaseDataModule` takes besides, see `MixedDataModule`.
    """

    def __init__(
        self,
        photos: str,
        cutouts: str,
        split: SplitConfig = SplitConfig(),
        size: int | tuple[int, int] = 256,
        augment: Literal["none", "light", "strong"] = "strong",
        **loading: Any,
    ) -> None:
        super().__init__([PhotoSource(photos, cutouts, split=split)], size, augment, **loading)
