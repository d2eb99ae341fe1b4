"""Feeds scenes, a few numbers and an image each, to a trainer."""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from trainlib.console.hints import nearest
from trainlib.data.base import BaseDataModule
from trainlib.data.cache import ArrayCache, digest_of
from trainlib.data.contract import SCENE, Batch, Offer
from trainlib.data.decoded import cache_for
from trainlib.data.geometry import resize
from trainlib.data.layers import read_image
from trainlib.data.records import FILES
from trainlib.data.samples import to_tensor
from trainlib.data.splits import OF_STAGE
from trainlib.models.scene_vector import SceneVector
from trainlib.records.dataset import DatasetError, Sample, open_dataset, read_object

IMAGE = FILES["image"]


class SceneDataModule(BaseDataModule):
    """Batches of scenes: "scene" [B, numbers], in their own units, and "image" [B, 3, H, W], sRGB.

    Args:
        root: the folder of a dataset; of each sample recipe.json, sample.json and input.png are read.
        size: side of the square images, or height and width; multiples of 32.
        numbers: which numbers of recipe.json describe a scene, by path, such as `camera.azimuth_rad` or
            `room.size_m.0`; None takes all under `scene`.
        cache_dir: where decoded files are kept; None keeps them in .cache within the dataset.
        **loading: batch_size, num_workers, max_samples, max_samples_seed and cache_gb, see `BaseDataModule`.

    Raises:
        ValueError: where a number is out of its range.
    """

    def __init__(
        self,
        root: str,
        size: int | tuple[int, int] = 128,
        batch_size: int = 16,
        numbers: list[str] | None = None,
        cache_dir: str | None = None,
        **loading: Any,
    ) -> None:
        super().__init__(size, batch_size, **loading)
        if numbers is not None and (not numbers or len(set(numbers)) < len(numbers)):
            raise ValueError(f"data.numbers is {numbers}; name at least one number, and each once")
        self.root = Path(root).expanduser()
        self.numbers = numbers
        self.cache_dir = cache_dir

    def offer(self) -> Offer:
        """Image and numbers, with the ranges that the numbers have in training."""
        return Offer(self.size, frozenset({SCENE, "image"}), scene=self.vector)

    @cached_property
    def vector(self) -> SceneVector:
        """What the numbers are, and their ranges over the training samples.

        Raises:
            DatasetError: where the dataset cannot be read, or a scene lacks a number.
        """
        names = self._names()
        return SceneVector.around(names, [_read_scene(sample, names) for sample in self._samples("train")])

    def setup(self, stage: str) -> None:
        """Open the dataset and look up the splits that a stage ("fit", "validate", "test") needs.

        Raises:
            DatasetError: where the dataset cannot be read, a split is empty, or a scene lacks a number.
        """
        cache = cache_for(self.root, self.cache_dir, self.cache_gb)
        for split in OF_STAGE.get(stage, ()):
            samples = self._samples(split)
            numbers = [_read_scene(sample, self.vector.names) for sample in samples]
            self.sets[split] = SceneSamples(samples, numbers, self.size, cache)

    def _names(self) -> list[str]:
        """The names of the numbers that describe a scene.

        Raises:
            DatasetError: where the dataset cannot be read, or its scenes have none.
        """
        if self.numbers is not None:
            return self.numbers
        path = open_dataset(self.root).samples[0].folder / "recipe.json"
        found = [name for name in numbers_of(read_object(path)) if name.startswith(f"{SCENE}.")]
        if not found:
            raise DatasetError(
                f"{path}: no numbers under {SCENE!r}; name some of its others, "
                "such as --data.numbers [camera.azimuth_rad,camera.elevation_rad]"
            )
        return found

    def _samples(self, split: str) -> list[Sample]:
        """The samples of a split; in training those that `max_samples` leaves."""
        samples = open_dataset(self.root).split(split)
        if split != "train":
            return samples
        return [samples[place] for place in self.choose([str(sample.number) for sample in samples])]


class SceneSamples(Dataset[Batch]):
    """Scenes of one split as dictionaries: "scene" [numbers], "image" [3, H, W] sRGB in [0, 1], "id", "split".

    Args:
        samples: which ones.
        numbers: of each, in their own units.
        size: height and width of the images.
        cache: where images are kept decoded.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        numbers: Sequence[Sequence[float]],
        size: tuple[int, int],
        cache: ArrayCache,
    ) -> None:
        self.samples, self.numbers, self.size, self.cache = list(samples), list(numbers), size, cache

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> Batch:
        sample = self.samples[index]
        path = sample.folder / IMAGE
        files = read_object(sample.folder / "sample.json").get("files")
        if not isinstance(files, dict) or IMAGE not in files:
            raise DatasetError(f"{sample.folder / 'sample.json'}: 'files' does not list {IMAGE}")
        digest = digest_of([str(files[IMAGE])])
        image = np.asarray(self.cache.get(f"{sample.number:06d}.input", digest, lambda: read_image(path)))
        return {
            SCENE: torch.tensor(self.numbers[index], dtype=torch.float32),
            "image": to_tensor(resize(image, self.size)),
            "id": f"{sample.folder.parents[2].name}/{sample.number:06d}",
            "split": sample.split,
        }


def _read_scene(sample: Sample, names: Sequence[str]) -> list[float]:
    """The numbers with these names in a sample's recipe.

    Raises:
        DatasetError: where it lacks one.
    """
    path = sample.folder / "recipe.json"
    found = numbers_of(read_object(path))
    for name in names:
        if name not in found:
            raise DatasetError(f"{path}: no number {name!r}{nearest(name, found)}")
    return [found[name] for name in names]


def numbers_of(recipe: dict[str, Any]) -> dict[str, float]:
    """Every finite number of a recipe by its path: keys and list indices joined by dots."""

    def walk(value: Any, path: str) -> Iterator[tuple[str, float]]:
        if isinstance(value, dict | list):
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            for key, part in parts:
                yield from walk(part, f"{path}.{key}" if path else str(key))
        elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            yield path, float(value)

    return dict(walk(recipe, ""))
