"""Composites as samples: cut-outs on drawn grounds, with shadows and other products, made at the network's size."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.utils.data import Dataset

from trainlib.data.cache import ArrayCache
from trainlib.data.camera import LIGHT_OF_LEVEL
from trainlib.data.cast_shadows import cast_shadow
from trainlib.data.composition import Composition
from trainlib.data.contract import Batch
from trainlib.data.cutout_samples import Named
from trainlib.data.geometry import MOVEMENTS
from trainlib.data.grounds import Grounds
from trainlib.data.photo_files import cached_pair
from trainlib.data.placing import lift, place_partly, place_whole
from trainlib.data.samples import to_tensor
from trainlib.data.transforms import Augmentation
from trainlib.images.arrays import Array
from trainlib.images.transfer import linear_to_srgb


class CompositeSamples(Dataset[Batch]):
    """Composites as "image" [3, H, W] and "alpha" [1, H, W] in levels of 0 to 255, "id" and "split".

    Light is added where light adds up: in linear Rec. 709, at the size of the result. Alpha is the product's alone;
    shadows and other products are ground.

    Args:
        cutouts: which ones, each with the file of its colours and that of its matte.
        split: what they are for; outside "train" every epoch sees the same composites.
        augmentation: its size and strength; the strength's angles turn products, its camera effects come last.
        cache: where cut-outs are kept decoded.
        grounds: what is behind.
        composition: how they are made.
    """

    def __init__(
        self,
        cutouts: Sequence[Named],
        split: str,
        augmentation: Augmentation,
        cache: ArrayCache,
        grounds: Grounds,
        composition: Composition,
    ) -> None:
        self.cutouts, self.split, self.augmentation, self.cache = list(cutouts), split, augmentation, cache
        self.grounds, self.composition = grounds, composition

    def __len__(self) -> int:
        return len(self.cutouts) * self.composition.per_cutout

    def __getitem__(self, index: int) -> Batch:
        which = index % len(self.cutouts)
        seed = int(torch.randint(2**62, ()).item()) if self.split == "train" else index
        image, alpha = self.compose(which, np.random.default_rng(seed))
        return {"image": to_tensor(image), "alpha": to_tensor(alpha), "id": self.cutouts[which][0], "split": self.split}

    def compose(self, which: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """One composite: image uint8 [H, W, 3] sRGB, and the product's alpha uint8 [H, W].

        Args:
            which: the cut-out's place among all.
            rng: where the numbers come from.
        """
        size, how = self.augmentation.size, self.composition
        light = LIGHT_OF_LEVEL[self.grounds.draw(size, rng)]
        for _ in range(int(rng.integers(how.others[0], how.others[1] + 1)) if len(self.cutouts) > 1 else 0):
            other = int(rng.integers(len(self.cutouts) - 1))
            lifted = lift(*self._read(other + (other >= which)))
            light = _over(place_partly(lifted, size, self._degrees(rng), rng), light)
        product = self._product(which, rng)
        if rng.random() < how.shadow:
            light = light * (1 - cast_shadow(product[..., 3], bool(rng.random() < how.ellipse), rng))[..., None]
        image = np.round(255 * linear_to_srgb(np.clip(_over(product, light), 0, 1))).astype(np.uint8)
        alpha = np.round(255 * np.clip(product[..., 3], 0, 1)).astype(np.uint8)
        return self.augmentation.add_camera_effects(image, rng), alpha

    def _product(self, which: int, rng: np.random.Generator) -> Array:
        """The product's layer [H, W, 4] where it lies in the composite."""
        image, alpha = self._read(which)
        if self.composition.fill is None:
            maps = {"image": image, "alpha": alpha, "light": lift(image, alpha)}
            layer: Array = self.augmentation(maps, rng, effects=False)["light"]
            return layer
        fill = rng.uniform(*self.composition.fill)
        return place_whole(lift(image, alpha), self.augmentation.size, fill, self._degrees(rng), rng)

    def _degrees(self, rng: np.random.Generator) -> float:
        """How far a cut-out is turned."""
        strength = self.augmentation.strength
        most = MOVEMENTS[strength].angle if strength in MOVEMENTS else 0.0
        return float(rng.uniform(-most, most))

    def _read(self, which: int) -> tuple[Array, Array]:
        _, colours, matte = self.cutouts[which]
        image, alpha = cached_pair(self.cache, colours, matte)
        assert alpha is not None
        return image, alpha


def _over(layer: Array, light: Array) -> Array:
    """A layer [H, W, 4] composited over linear light [H, W, 3]."""
    laid: Array = layer[..., :3] + (1 - layer[..., 3:]) * light
    return laid
