"""Samples as tensors: decoded, relit, moved and resized."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import Dataset

from trainlib.data.backgrounds import Backgrounds, cover, free_part, lay_over, unmix
from trainlib.data.cache import ArrayCache
from trainlib.data.camera_effects import draw_effects
from trainlib.data.decoded import FOREGROUND, LIGHT, STACK, load_foreground, load_light, load_maps
from trainlib.data.device import PENDING, pack_light, pending
from trainlib.data.records import Records
from trainlib.data.remix import Lighting, RemixRanges, draw_lighting, relight
from trainlib.data.transforms import Augmentation
from trainlib.images.arrays import Array
from trainlib.records.dataset import Sample

# The keys of a sample beside "id" and "split".
KEYS = frozenset({*STACK, "depth", "depth_range"})


@dataclass(frozen=True)
class Relighting:
    """How often a sample is relit, from which ranges, and whether in the loader or on the batch's device."""

    chance: float
    ranges: RemixRanges
    on_device: bool = False


@dataclass(frozen=True)
class Swapping:
    """How often a sample gets another background: a photo, or the background of another sample."""

    chance: float
    photos: Backgrounds | None


class PackshotSamples(Dataset[dict[str, Any]]):
    """Samples of one split as dictionaries of tensors.

    8-bit maps stay bytes until `device.convert_batch` converts them:

    - "image" and "target" [3, H, W], sRGB levels from 0 to 255;
    - "alpha" and "shadow" [1, H, W], levels from 0 to 255;
    - "normal" [3, H, W] in camera space, levels from 0 to 255;
    - "depth" [1, H, W] in [0, 1], from the sample's nearest to its farthest distance, 1 beyond;
    - "depth_range" [2], these two distances in metres;
    - "id" and "split", text.

    A sample without light layers is never relit. A sample that is relit on the device also has "relight", see
    `device.pending`; its "image" is the rendered one until then. If its background is swapped too, it is relit in the
    loader, because the swap needs the new image.

    Args:
        samples: each with the cache of its arrays.
        augmentation: resizes and moves samples, and changes photos.
        relighting: None keeps the light.
        swapping: None keeps backgrounds.
        keys: which of `KEYS` are loaded. The random draws do not depend on them.
    """

    def __init__(
        self,
        samples: Sequence[tuple[Sample, ArrayCache]],
        augmentation: Augmentation,
        relighting: Relighting | None = None,
        swapping: Swapping | None = None,
        keys: Collection[str] = KEYS,
    ) -> None:
        self.samples = list(samples)
        self.augmentation = augmentation
        self.relighting = relighting
        self.swapping = swapping
        self.keys = frozenset(keys)
        self.records = Records()

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        sample, cache = self.samples[index]
        # torch's generator follows the seed and differs between workers and epochs.
        rng = np.random.default_rng(int(torch.randint(2**62, ()).item()))
        checksums, depth_range = self.records.measured(sample)
        # Movements always need image and alpha.
        maps = load_maps(sample, cache, checksums, self.keys | {"image", "alpha"})
        layers, lighting = self.draw_light(sample, cache, checksums, rng)
        swapped = self.swapping is not None and rng.random() < self.swapping.chance
        later = lighting is not None and self.relighting is not None and self.relighting.on_device and not swapped
        if later:
            maps["light"] = pack_light(layers)
        elif lighting is not None:
            maps["image"] = relight(layers, lighting)
        if swapped:
            # The foreground has the old light.
            foreground = checksums.get(FOREGROUND) if lighting is None else None
            maps["image"] = self.before_another(sample, cache, maps, foreground, rng)
        moved = self.augmentation(maps, rng, effects=not later)
        tensors: dict[str, Any] = {name: to_tensor(image) for name, image in moved.items() if name in self.keys}
        if later and lighting is not None:
            drawn = draw_effects(self.augmentation.strength, rng)
            tensors[PENDING] = pending(moved["light"], list(layers), lighting, drawn)
        if "depth_range" in self.keys:
            tensors["depth_range"] = depth_range
        return tensors | {"id": f"{sample.folder.parents[2].name}/{sample.number:06d}", "split": sample.split}

    def draw_light(
        self, sample: Sample, cache: ArrayCache, checksums: Mapping[str, str], rng: Generator
    ) -> tuple[dict[str, Tensor], Lighting | None]:
        """A sample's light layers [3, H, W] and new light for them; None if the sample is not relit.

        Raises:
            DatasetError: light layers and recipe do not match.
        """
        if self.relighting is None or LIGHT not in checksums or rng.random() >= self.relighting.chance:
            return {}, None
        recorded = self.records.lighting(sample)
        layers = load_light(sample, cache, checksums[LIGHT], sorted(recorded.gains))
        return layers, draw_lighting(layers, recorded, self.relighting.ranges, rng)

    def before_another(
        self, sample: Sample, cache: ArrayCache, maps: Mapping[str, Array], foreground: str | None, rng: Generator
    ) -> Array:
        """The image [H, W, 3] with another background; unchanged if the other sample has no background.

        Args:
            sample: which one.
            cache: where its arrays are kept.
            maps: its "image" and "alpha".
            foreground: the checksum of its foreground.png, if that may be used.
            rng: where the numbers come from.
        """
        assert self.swapping is not None
        alpha = maps["alpha"]
        shape = (alpha.shape[0], alpha.shape[1])
        if self.swapping.photos is not None:
            behind = self.swapping.photos.draw(shape, rng)
        else:
            other, its_cache = self.samples[int(rng.integers(len(self.samples)))]
            seen = load_maps(other, its_cache, self.records.measured(other)[0], {"image", "alpha"})
            part = free_part(seen["image"], seen["alpha"])
            if part is None:
                return maps["image"]
            behind = cover(part, shape, rng)
        if foreground is not None:
            return lay_over(load_foreground(sample, cache, foreground), alpha, behind)
        return lay_over(unmix(maps["image"], alpha), alpha, behind)


def to_tensor(image: Array) -> Tensor:
    """[H, W] or [H, W, C] to a tensor [C, H, W]. Bytes stay bytes; 16-bit numbers are scaled to [0, 1]."""
    planes = np.stack(cv2.split(image)) if image.ndim == 3 else np.array(image[None])  # a copy of the cached array
    if planes.dtype == np.uint16:
        planes = np.multiply(planes, np.float32(1 / np.iinfo(np.uint16).max), dtype=np.float32)
    return torch.from_numpy(planes)
