"""Feeds packshot datasets to a trainer."""

from typing import Any, Literal

from trainlib.data.base import BaseDataModule
from trainlib.data.contract import Offer
from trainlib.data.remix import RemixRanges
from trainlib.data.renders import Renders
from trainlib.data.splits import OF_STAGE


class PackshotDataModule(BaseDataModule):
    """Batches of one or several packshot datasets; see `samples.PackshotSamples` for what a batch holds.

    Training samples are relit, moved and changed; those of val and test are left as they were rendered.

    Args:
        root: the folder of a dataset, or several folders whose splits are joined.
        size: side of the square images, or height and width; multiples of 32.
        relight: the chance, from 0 to 1, of a training sample to get new light out of its light layers.
        remix: how far new light may be from the recorded one.
        relight_on: where light is mixed: in the "loader", a sample at a time, or on the batch's "device", all at once.
        augment: "none", "light" (keeps hues, as relighting needs) or "strong" (also changes hues, for cut-outs).
        cache_dir: where decoded files are kept; None keeps them in .cache within each dataset.
        repeat: how often each training sample comes up in one epoch, each time with other light and position.
        swap: the chance, from 0 to 1, that a training sample gets another background. Depth and normals keep the old
            one, so do not use it for networks that see them.
        backgrounds: a folder of photos for that; None takes the backgrounds of other samples.
        **loading: batch_size, num_workers, max_samples, max_samples_seed and cache_gb, see `BaseDataModule`.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        root: str | list[str],
        size: int | tuple[int, int] = 160,
        relight: float = 0.0,
        remix: RemixRanges = RemixRanges(),
        relight_on: Literal["loader", "device"] = "loader",
        augment: Literal["none", "light", "strong"] = "light",
        cache_dir: str | None = None,
        repeat: int = 1,
        swap: float = 0.0,
        backgrounds: str | None = None,
        **loading: Any,
    ) -> None:
        super().__init__(size, **loading)
        if repeat < 1:
            raise ValueError(f"data.repeat {repeat} must be at least 1")
        if relight_on == "device" and augment == "strong":
            raise ValueError(
                "data.relight_on is 'device' and data.augment 'strong', whose hues are jittered in the loader; "
                "take augment 'light' or 'none', or relight_on 'loader'"
            )
        self.renders = Renders.configure(root, relight, remix, swap, backgrounds, relight_on == "device")
        self.augment: str = augment
        self.cache_dir = cache_dir
        self.repeat = repeat

    def offer(self) -> Offer:
        """The maps that all datasets have."""
        return Offer(self.size, self.renders.keys, augment=self.augment)

    def setup(self, stage: str) -> None:
        """Open the datasets and find the splits that a stage ("fit", "validate", "test") needs.

        Raises:
            DatasetError: where a dataset cannot be read or a split is empty.
        """
        for split in OF_STAGE.get(stage, ()):
            found = self.renders.require(split, self.cache_dir, self.cache_gb)
            if split == "train":
                found = [found[place] for place in self.choose([str(sample.number) for sample, _ in found])]
                self.sets[split] = self.renders.open(found, self.size, self.wanted, self.augment, self.repeat)
            else:
                self.sets[split] = self.renders.open(found, self.size, self.wanted)
