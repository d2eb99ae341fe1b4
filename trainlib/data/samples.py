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

# What a sample holds beside "id" and "split".
KEYS = frozenset({*STACK, "depth", "depth_range"})


@dataclass(frozen=True)
class Relighting:
    """With this chance a sample gets new light, from these ranges, in the loader or on the batch's device."""

    chance: float
    ranges: RemixRanges
    on_device: bool = False


@dataclass(frozen=True)
class Swapping:
    """With this chance a sample is put before a photo, or before what another sample has beside its product."""

    chance: float
    photos: Backgrounds | None


class PackshotSamples(Dataset[dict[str, Any]]):
    """Samples of one split as dictionaries of tensors, bytes where files hold bytes: see `device.finish`.

    "image", "target" [3, H, W] sRGB, "alpha", "shadow" [1, H, W], "normal" [3, H, W] in camera space, all in levels
    of 0 to 255; "depth" [1, H, W] in [0, 1], from the sample's own nearest to its farthest recorded distance (what lies
    beyond is 1), which "depth_range" [2] has in metres; "id" and "split" as text.

    A sample without light layers keeps the light of its input.png, whatever the relighting. One that is relit on the
    device has "relight" besides, see `device.pending`, and until that is finished the image that was rendered. One
    whose background is exchanged as well is relit in the loader, which needs its image for that.

    Args:
        samples: which ones, each with the cache that its arrays are kept in.
        augmentation: how samples are resized and moved, and photos are changed.
        relighting: None to leave the light alone.
        swapping: None to leave backgrounds alone.
        keys: what of `KEYS` is asked for. Chance does not hang on it: what is left out changes nothing else.
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
        # torch's generator differs from worker to worker and epoch to epoch, and holds to the seed.
        rng = np.random.default_rng(int(torch.randint(2**62, ()).item()))
        checksums, depth_range = self.records.measured(sample)
        # Movements look at image and alpha, whatever is asked for.
        maps = load_maps(sample, cache, checksums, self.keys | {"image", "alpha"})
        layers, lighting = self.draw_light(sample, cache, checksums, rng)
        swapped = self.swapping is not None and rng.random() < self.swapping.chance
        later = lighting is not None and self.relighting is not None and self.relighting.on_device and not swapped
        if later:
            maps["light"] = pack_light(layers)
        elif lighting is not None:
            maps["image"] = relight(layers, lighting)
        if swapped:
            # A foreground was seen in the old light.
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
        """A sample's light layers [3, H, W] and new light for them; none where it is to be left as it is.

        Raises:
            DatasetError: where the light layers or the recipe do not fit each other.
        """
        if self.relighting is None or LIGHT not in checksums or rng.random() >= self.relighting.chance:
            return {}, None
        recorded = self.records.lighting(sample)
        layers = load_light(sample, cache, checksums[LIGHT], sorted(recorded.gains))
        return layers, draw_lighting(layers, recorded, self.relighting.ranges, rng)

    def before_another(
        self, sample: Sample, cache: ArrayCache, maps: Mapping[str, Array], foreground: str | None, rng: Generator
    ) -> Array:
        """The image [H, W, 3] with another background; as it is where the other sample has none to give.

        Args:
            sample: which one.
            cache: where its arrays are kept.
            maps: its "image" and "alpha".
            foreground: the checksum of its foreground.png, where that may be used.
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
    """[H, W] or [H, W, C] to a tensor [C, H, W]; bytes as they are, 16-bit numbers as shares of their largest."""
    planes = np.stack(cv2.split(image)) if image.ndim == 3 else np.array(image[None])  # what is cached stays as it is
    if planes.dtype == np.uint16:
        planes = np.multiply(planes, np.float32(1 / np.iinfo(np.uint16).max), dtype=np.float32)
    return torch.from_numpy(planes)
