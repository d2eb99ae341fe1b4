"""Where training samples come from: renders, photos with cut-outs, and composites of the two."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from trainlib.data.backgrounds import Backgrounds, lay_over, unmix
from trainlib.data.cache import ArrayCache
from trainlib.data.cutouts import Deal, cached_pair, find_images, find_pairs
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.remix import RemixRanges
from trainlib.data.samples import KEYS, to_tensor
from trainlib.data.transforms import Augmentation
from trainlib.records.dataset import maps_without

Item = dict[str, Any]
Named = tuple[str, Path, Path]

# Photos may lie where nobody may write.
CACHE = "out/cache"


class Source(ABC):
    """Samples of one kind.

    Attributes:
        weight: how often its samples are drawn, beside those of other sources.
        maps: what its samples hold, beside "id" and "split".
    """

    maps: frozenset[str] = frozenset({"image", "alpha"})

    def __init__(self, weight: float) -> None:
        if weight <= 0:
            raise ValueError(f"a source's weight is {weight}; it must be above 0")
        self.weight = weight

    @abstractmethod
    def open(self, split: str, size: tuple[int, int], strength: str, cache_dir: str | None) -> Dataset[Item] | None:
        """The samples of a split, or None where it deals none to it.

        Raises:
            DatasetError: where they cannot be read.
        """

    def names(self, split: str) -> list[str]:
        """The names of a split's images, for the record; none where a dataset records its splits itself."""
        return []


class RenderSource(Source):
    """A packshot dataset.

    Args:
        root: its folder, or several folders.
        weight: how often its samples are drawn, beside those of other sources.
        relight: the chance, from 0 to 1, of a training sample to get new light.
        remix: how far new light may be from the recorded one.
        swap: the chance, from 0 to 1, of a training sample to be put before another background.
        backgrounds: a folder of photos for that; None takes what other samples have beside their product.
    """

    def __init__(
        self,
        root: str | list[str],
        weight: float = 1.0,
        relight: float = 0.0,
        remix: RemixRanges | None = None,
        swap: float = 0.0,
        backgrounds: str | None = None,
    ) -> None:
        super().__init__(weight)
        self.maps = KEYS - maps_without(map(Path, [root] if isinstance(root, str) else root))
        self.settings: dict[str, Any] = {
            "root": root,
            "relight": relight,
            "remix": remix,
            "swap": swap,
            "backgrounds": backgrounds,
        }

    def open(self, split: str, size: tuple[int, int], strength: str, cache_dir: str | None) -> Dataset[Item] | None:
        """The samples that the generator dealt to the split."""
        data = PackshotDataModule(**self.settings, size=size, cache_dir=cache_dir, augment=strength)  # type: ignore[arg-type]
        return data.open(split, required=False)


class PhotoSource(Source):
    """Photos with their cut-outs: RGBA images or grey masks of the same names and sizes.

    Args:
        photos: the folder of photos.
        cutouts: the folder of cut-outs.
        weight: how often its samples are drawn, beside those of other sources.
        deal: which images are for training, which for val and test.
    """

    def __init__(self, photos: str, cutouts: str, weight: float = 1.0, deal: Deal | None = None) -> None:
        super().__init__(weight)
        self.photos, self.cutouts, self.deal = photos, cutouts, deal or Deal()

    def open(self, split: str, size: tuple[int, int], strength: str, cache_dir: str | None) -> Dataset[Item] | None:
        """The pairs that were dealt to the split."""
        pairs = find_pairs(self.photos, self.cutouts)
        chosen = [(name, *pairs[name]) for name in self.deal.split(list(pairs), split)]
        return Cutouts(chosen, split, Augmentation(size, strength), ArrayCache(Path(cache_dir or CACHE))) or None

    def names(self, split: str) -> list[str]:
        """The stems of the split's photos."""
        return self.deal.split(list(find_images(self.photos)), split)


class CompositeSource(Source):
    """Cut-outs laid over photos of backgrounds, others each time in training; both are dealt to splits.

    Args:
        cutouts: a folder of RGBA images.
        backgrounds: a folder of photos that show no such product.
        weight: how often its samples are drawn, beside those of other sources.
        deal: which cut-outs and which backgrounds are for training, which for val and test.
    """

    def __init__(self, cutouts: str, backgrounds: str, weight: float = 1.0, deal: Deal | None = None) -> None:
        super().__init__(weight)
        self.cutouts, self.backgrounds, self.deal = cutouts, backgrounds, deal or Deal()

    def open(self, split: str, size: tuple[int, int], strength: str, cache_dir: str | None) -> Dataset[Item] | None:
        """The cut-outs of the split before backgrounds of the split."""
        cutouts, photos = find_images(self.cutouts), find_images(self.backgrounds)
        cache = ArrayCache(Path(cache_dir or CACHE))
        chosen = [(name, cutouts[name], cutouts[name]) for name in self.names(split)]
        # A list names cut-outs; backgrounds are dealt by the seed all the same.
        deal = Deal(self.deal.val, self.deal.test, self.deal.seed)
        behind = [photos[name] for name in deal.split(list(photos), split)]
        if not behind:
            return None
        return Cutouts(chosen, split, Augmentation(size, strength), cache, Backgrounds(behind, cache)) or None

    def names(self, split: str) -> list[str]:
        """The stems of the split's cut-outs."""
        return self.deal.split(list(find_images(self.cutouts)), split)


class Cutouts(Dataset[Item]):
    """Images with a matte as "image" [3, H, W] and "alpha" [1, H, W] in [0, 1], "id" and "split".

    Args:
        images: name, file of the colours and file of the matte of each.
        split: what they are for.
        augmentation: how they are resized, moved and changed.
        cache: where they are kept decoded.
        backgrounds: what to lay them over, or None to leave them where they are.
    """

    def __init__(
        self,
        images: Sequence[Named],
        split: str,
        augmentation: Augmentation,
        cache: ArrayCache,
        backgrounds: Backgrounds | None = None,
    ) -> None:
        self.images, self.split = list(images), split
        self.augmentation, self.cache, self.backgrounds = augmentation, cache, backgrounds

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Item:
        name, colour, matte = self.images[index]
        # Outside training every epoch has to see the same images.
        seed = int(torch.randint(2**62, ()).item()) if self.split == "train" else index
        rng = np.random.default_rng(seed)
        image, alpha = cached_pair(self.cache, colour, matte)
        assert alpha is not None
        if self.backgrounds is not None:
            behind = self.backgrounds.draw((alpha.shape[0], alpha.shape[1]), rng)
            image = lay_over(unmix(image, alpha), alpha, behind)
        moved = self.augmentation({"image": image, "alpha": alpha}, rng)
        return {key: to_tensor(image) for key, image in moved.items()} | {"id": name, "split": self.split}
