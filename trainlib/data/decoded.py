"""A sample's files as arrays, decoded once: its images and maps, and the light of its room."""

import json
import logging
import os
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from trainlib.data.cache import ArrayCache, digest_of, most_bytes_of
from trainlib.data.layers import read_image, read_layers
from trainlib.data.records import FILES
from trainlib.images.arrays import Array
from trainlib.records.dataset import WITHOUT, DatasetError, Sample

# The 8-bit images share one cached array of these planes [11, H, W], or of those of them that a sample's kind has. An
# image's bytes stand there as in its own [H, W, 3] array, pixel by pixel, so that taking it out copies nothing.
STACK = {"image": 3, "target": 3, "normal": 3, "alpha": 1, "shadow": 1}
MAPS = frozenset({*STACK, "depth"})
LIGHT = "light_room.exr"

log = logging.getLogger(__name__)
_told: set[Path] = set()
FOREGROUND = "foreground.png"


def load_maps(
    sample: Sample, cache: ArrayCache, checksums: Mapping[str, str], wanted: Collection[str] = MAPS
) -> dict[str, Array]:
    """The images [H, W, 3] and maps [H, W] of a sample as they are stored, those of `wanted` that its kind has."""
    there = [name for name in STACK if name not in WITHOUT[sample.kind]]

    def decode_stack() -> Array:
        images = [read_image(sample.folder / FILES[name]) for name in there]
        if len({image.shape[:2] for image in images}) != 1:
            raise DatasetError(f"{sample.folder}: its images differ in size")
        height, width = images[0].shape[:2]
        return np.concatenate([image.reshape(-1, height, width) for image in images])

    digest = digest_of(checksums[FILES[name]] for name in there)
    stack = np.asarray(cache.get(f"{sample.number:06d}.images", digest, decode_stack))
    _, height, width = stack.shape
    maps: dict[str, Array] = {}
    for name, planes in zip(there, np.split(stack, np.cumsum([STACK[name] for name in there])[:-1]), strict=True):
        if name in wanted:
            maps[name] = planes.reshape(height, width, 3) if len(planes) == 3 else planes[0]
    if "depth" not in wanted:
        return maps
    depth = cache.get(
        f"{sample.number:06d}.depth",
        digest_of([checksums["depth.png"]]),
        lambda: read_image(sample.folder / "depth.png"),
    )
    if depth.shape != (height, width):
        raise DatasetError(f"{sample.folder}: its images differ in size")
    return maps | {"depth": np.asarray(depth)}


def load_foreground(sample: Sample, cache: ArrayCache, checksum: str) -> Array:
    """The product's own colours [H, W, 3] of a sample that has foreground.png."""
    path = sample.folder / FOREGROUND
    return np.asarray(cache.get(f"{sample.number:06d}.foreground", digest_of([checksum]), lambda: read_image(path)))


def load_light(sample: Sample, cache: ArrayCache, checksum: str, groups: list[str]) -> dict[str, Tensor]:
    """The light of a sample's room by group, linear 16-bit floats [3, H, W], not to be written to.

    Args:
        sample: which one.
        cache: where it is kept.
        checksum: of its file.
        groups: those that the recipe has gains for, sorted.

    Raises:
        DatasetError: where the file cannot be read or has other groups.
    """

    def decode() -> Array:
        layers = read_layers(sample.folder / LIGHT)
        if sorted(layers) != groups:
            raise DatasetError(f"{sample.folder / LIGHT}: groups {sorted(layers)}, the recipe has gains for {groups}")
        return np.stack([layers[group].transpose(2, 0, 1) for group in groups])

    stack = cache.get(f"{sample.number:06d}.light", digest_of([checksum, json.dumps(groups)]), decode)
    # PyTorch warns of read-only memory and cannot represent it. A private copy of 16-bit floats is cheap.
    return dict(zip(groups, torch.from_numpy(np.array(stack)), strict=True))


def has_light(sample: Sample) -> bool:
    """Whether the sample's room can be relit."""
    return (sample.folder / LIGHT).is_file()


def cache_for(root: Path, cache_dir: str | None, cache_gb: float | None = None) -> ArrayCache:
    """The cache of a dataset: .cache in it, or a folder in `cache_dir`. If it is new, its place is logged.

    Args:
        root: the dataset's folder.
        cache_dir: a place outside the dataset.
        cache_gb: its limit in gigabytes; None is no limit.
    """
    folder = root / ".cache"
    if cache_dir is not None:
        place = digest_of([os.fspath(root.resolve())])
        folder = Path(cache_dir).expanduser() / f"{root.resolve().name}-{place}"
    if cache_gb != 0 and folder not in _told and not folder.exists():
        _told.add(folder)
        size = "as large as the dataset or larger" if cache_gb is None else f"{cache_gb:g} GB at most"
        log.info("decoded files are kept in %s, %s; see --data.cache_gb and --data.cache_dir", folder, size)
    return ArrayCache(folder, most_bytes_of(cache_gb))
