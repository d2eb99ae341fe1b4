"""Samples as tensors: decoded, relit, moved and resized."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import Dataset

from trainlib.data.backgrounds import Backgrounds, cover, free_part, lay_over, unmix
from trainlib.data.cache import ArrayCache, digest_of
from trainlib.data.dataset import DatasetError, Sample, read_object
from trainlib.data.layers import read_layers, read_picture
from trainlib.data.remix import Lighting, RemixRanges, draw_lighting, relight
from trainlib.data.transforms import Augmentation

Array = npt.NDArray[Any]

# The 8-bit pictures share one cached array [11, H, W]; these are their planes in it. A picture's bytes stand
# there as in its own [H, W, 3] array, pixel by pixel, so that taking it out copies nothing.
STACK = {
    "picture": slice(0, 3),
    "target": slice(3, 6),
    "normal": slice(6, 9),
    "alpha": slice(9, 10),
    "shadow": slice(10, 11),
}
FILES = {
    "picture": "input.png",
    "target": "target.png",
    "normal": "normal.png",
    "alpha": "alpha.png",
    "shadow": "shadow.png",
}
LIGHT = "light_room.exr"
FOREGROUND = "foreground.png"


@dataclass(frozen=True)
class Relighting:
    """With this chance a sample gets new light, from these ranges."""

    chance: float
    ranges: RemixRanges


@dataclass(frozen=True)
class Swapping:
    """With this chance a sample is put before a photo, or before what another sample has beside its product."""

    chance: float
    photos: Backgrounds | None


class PackshotSamples(Dataset[dict[str, Any]]):
    """Samples of one split as dictionaries of tensors.

    "picture", "target" [3, H, W] sRGB in [0, 1]; "alpha", "shadow" [1, H, W] in [0, 1]; "depth" [1, H, W] in
    [0, 1], from the sample's own nearest to its farthest recorded distance (what lies beyond is 1), which
    "depth_range" [2] has in metres; "normal" [3, H, W] in [-1, 1], camera space; "id" and "split" as text.

    A sample without light layers keeps the light of its input.png, whatever the relighting.

    Args:
        samples: which ones, each with the cache that its arrays are kept in.
        augmentation: how samples are resized and moved, and photos are changed.
        relighting: None to leave the light alone.
        swapping: None to leave backgrounds alone.
    """

    def __init__(
        self,
        samples: Sequence[tuple[Sample, ArrayCache]],
        augmentation: Augmentation,
        relighting: Relighting | None = None,
        swapping: Swapping | None = None,
    ) -> None:
        self.samples = list(samples)
        self.augmentation = augmentation
        self.relighting = relighting
        self.swapping = swapping

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        sample, cache = self.samples[index]
        # torch's generator differs from worker to worker and epoch to epoch, and holds to the seed.
        rng = np.random.default_rng(int(torch.randint(2**62, ()).item()))
        record = read_object(sample.folder / "sample.json")
        checksums = checksums_of(sample, record)
        maps = load_maps(sample, cache, checksums)
        if self.relighting is not None and LIGHT in checksums and rng.random() < self.relighting.chance:
            maps["picture"] = relit_picture(sample, cache, checksums[LIGHT], self.relighting.ranges, rng)
            checksums.pop(FOREGROUND, None)  # it was seen in the old light
        if self.swapping is not None and rng.random() < self.swapping.chance:
            maps["picture"] = self.before_another(sample, cache, maps, checksums, rng)
        moved = self.augmentation(maps, rng)
        tensors: dict[str, Any] = {name: to_tensor(image) for name, image in moved.items()}
        tensors["depth_range"] = depth_range_of(sample, record)
        return tensors | {"id": f"{sample.folder.parents[2].name}/{sample.number:06d}", "split": sample.split}

    def before_another(
        self, sample: Sample, cache: ArrayCache, maps: dict[str, Array], checksums: dict[str, str], rng: Generator
    ) -> Array:
        """The picture [H, W, 3] with another background; as it is where the other sample has none to give."""
        assert self.swapping is not None
        alpha = maps["alpha"]
        shape = (alpha.shape[0], alpha.shape[1])
        if self.swapping.photos is not None:
            behind = self.swapping.photos.draw(shape, rng)
        else:
            other, its_cache = self.samples[int(rng.integers(len(self.samples)))]
            its_checksums = checksums_of(other, read_object(other.folder / "sample.json"))
            seen = load_maps(other, its_cache, its_checksums)
            part = free_part(seen["picture"], seen["alpha"])
            if part is None:
                return maps["picture"]
            behind = cover(part, shape, rng)
        if FOREGROUND in checksums:
            digest = digest_of([checksums[FOREGROUND]])
            name, path = f"{sample.number:06d}.foreground", sample.folder / FOREGROUND
            return lay_over(np.asarray(cache.get(name, digest, lambda: read_picture(path))), alpha, behind)
        return lay_over(unmix(maps["picture"], alpha), alpha, behind)


def checksums_of(sample: Sample, record: Mapping[str, Any]) -> dict[str, str]:
    """The checksum of each file of a sample, as its sample.json lists them.

    Raises:
        DatasetError: where there are none or a required picture is not among them.
    """
    files = record.get("files")
    if not isinstance(files, dict) or not {*FILES.values(), "depth.png"} <= set(files):
        raise DatasetError(f"{sample.folder / 'sample.json'}: 'files' does not list every picture of the format")
    return {str(name): str(checksum) for name, checksum in files.items()}


def depth_range_of(sample: Sample, record: Mapping[str, Any]) -> Tensor:
    """The metres [2] that the depths 0 and 1 of a sample stand for, as its sample.json records them.

    Raises:
        DatasetError: where they are not two ascending distances.
    """
    try:
        near, far = (float(metres) for metres in record["depth_range_m"])
        if not 0 < near <= far:
            raise ValueError
    except (KeyError, TypeError, ValueError) as error:
        found = record.get("depth_range_m")
        raise DatasetError(
            f"{sample.folder / 'sample.json'}: depth_range_m is {found!r}, expected [near, far] in metres"
        ) from error
    return torch.tensor([near, far])


def load_maps(sample: Sample, cache: ArrayCache, checksums: Mapping[str, str]) -> dict[str, Array]:
    """The pictures [H, W, 3] and maps [H, W] of a sample as they are stored."""

    def decode_stack() -> Array:
        images = [read_picture(sample.folder / FILES[name]) for name in STACK]
        if len({image.shape[:2] for image in images}) != 1:
            raise DatasetError(f"{sample.folder}: its pictures differ in size")
        height, width = images[0].shape[:2]
        return np.concatenate([image.reshape(-1, height, width) for image in images])

    digest = digest_of(checksums[FILES[name]] for name in STACK)
    stack = cache.get(f"{sample.number:06d}.pictures", digest, decode_stack)
    _, height, width = stack.shape
    maps: dict[str, Array] = {}
    for name, part in STACK.items():
        planes = np.asarray(stack[part])
        maps[name] = planes.reshape(height, width, 3) if len(planes) == 3 else planes[0]
    depth = cache.get(
        f"{sample.number:06d}.depth",
        digest_of([checksums["depth.png"]]),
        lambda: read_picture(sample.folder / "depth.png"),
    )
    if depth.shape != maps["alpha"].shape:
        raise DatasetError(f"{sample.folder}: its pictures differ in size")
    return maps | {"depth": np.asarray(depth)}


def relit_picture(
    sample: Sample, cache: ArrayCache, checksum: str, ranges: RemixRanges, rng: np.random.Generator
) -> Array:
    """input.png [H, W, 3] as it would be in newly drawn light.

    Raises:
        DatasetError: where the light layers or the recipe do not fit each other.
    """
    path = sample.folder / "recipe.json"
    recipe = read_object(path)
    if recipe.get("split") != sample.split:
        raise DatasetError(f"{path}: split {recipe.get('split')!r}, the index says {sample.split!r}")
    try:
        recorded = Lighting.of_room(recipe)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path}: room_gains or develop is not of the format ({error})") from error

    groups = sorted(recorded.gains)

    def decode_layers() -> Array:
        layers = read_layers(sample.folder / LIGHT)
        if sorted(layers) != groups:
            raise DatasetError(f"{sample.folder / LIGHT}: groups {sorted(layers)}, the recipe has gains for {groups}")
        return np.stack([layers[group].transpose(2, 0, 1) for group in groups])

    names = json.dumps(groups)
    stack = cache.get(f"{sample.number:06d}.light", digest_of([checksum, names]), decode_layers)
    light = torch.from_numpy(stack.astype(np.float32))
    layers = dict(zip(groups, light, strict=True))
    picture = relight(layers, draw_lighting(layers, recorded, ranges, rng))
    levels: Array = (picture * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
    return levels


def to_tensor(image: Array) -> Tensor:
    """[H, W] or [H, W, C] to a float tensor [C, H, W]; whole numbers as shares of their type's largest."""
    scale = np.float32(1 / np.iinfo(image.dtype).max) if np.issubdtype(image.dtype, np.integer) else np.float32(1)
    values = np.atleast_3d(image.astype(np.float32) * scale)
    return torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)))


def has_light(sample: Sample) -> bool:
    """Whether the sample's room can be relit."""
    return (sample.folder / LIGHT).is_file()


def cache_for(root: Path, cache_dir: str | None) -> ArrayCache:
    """The cache of a dataset: .cache within it, or a folder of its own in `cache_dir`."""
    if cache_dir is None:
        return ArrayCache(root / ".cache")
    place = digest_of([os.fspath(root.resolve())])
    return ArrayCache(Path(cache_dir).expanduser() / f"{root.resolve().name}-{place}")


def start_worker(_: int) -> None:
    """One thread a worker: the workers are the parallelism, and the training itself needs the other cores."""
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
