"""Images with a matte as samples."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import Dataset

from trainlib.data.cache import ArrayCache
from trainlib.data.contract import Batch
from trainlib.data.photo_files import cached_pair
from trainlib.data.samples import to_tensor
from trainlib.data.transforms import Augmentation

# An image's name, the file of its colours and that of its matte.
Named = tuple[str, Path, Path]


class CutoutSamples(Dataset[Batch]):
    """Images with a matte as "image" [3, H, W] and "alpha" [1, H, W] in levels of 0 to 255, "id" and "split".

    Args:
        images: which ones.
        split: what they are for.
        augmentation: how they are resized, moved and changed.
        cache: where they are kept decoded.
    """

    def __init__(self, images: Sequence[Named], split: str, augmentation: Augmentation, cache: ArrayCache) -> None:
        self.images, self.split = list(images), split
        self.augmentation, self.cache = augmentation, cache

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Batch:
        name, colour, matte = self.images[index]
        # Validation has to see the same images in every epoch.
        seed = int(torch.randint(2**62, ()).item()) if self.split == "train" else index
        rng = np.random.default_rng(seed)
        image, alpha = cached_pair(self.cache, colour, matte)
        assert alpha is not None
        moved = self.augmentation({"image": image, "alpha": alpha}, rng)
        return {key: to_tensor(image) for key, image in moved.items()} | {"id": name, "split": self.split}
