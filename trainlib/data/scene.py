"""Feeds scenes, a few numbers and an image each, to a trainer."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from trainlib.console.hints import nearest
from trainlib.data.cache import ArrayCache, digest_of
from trainlib.data.decoded import cache_for
from trainlib.data.geometry import resize
from trainlib.data.layers import read_image
from trainlib.data.loading import LoadingDataModule
from trainlib.data.records import FILES
from trainlib.data.samples import to_tensor
from trainlib.models.scene_vector import SceneVector
from trainlib.records.dataset import DatasetError, Sample, open_dataset, read_object

# The part of a recipe that holds the numbers of a scene that few numbers describe.
SCENE = "scene"

IMAGE = FILES["image"]


class SceneDataModule(LoadingDataModule):
    """Batches of scenes: "scene" [B, numbers], each from -1 to 1 over training, and "image" [B, 3, H, W], sRGB.

    Args:
        root: the folder of a dataset; of each sample recipe.json, sample.json and input.png are read.
        size: side of the square images, or height and width; multiples of 32.
        batch_size: samples in a batch.
        workers: processes that load samples; None takes as many as `usual_workers`.
        numbers: which numbers of recipe.json describe a scene, by path, such as `camera.azimuth_rad` or
            `room.size_m.0`; None takes all under `scene`.
        cache_dir: where decoded files are kept; None keeps them in .cache within the dataset.
        limit: train on so many samples alone; a smaller number takes some of those that a larger one takes.
        limit_seed: which they are; another one takes others.

    Raises:
        ValueError: where a number is out of its range.
    """

    provides = frozenset({SCENE, "image"})

    def __init__(
        self,
        root: str,
        size: int | tuple[int, int] = 128,
        batch_size: int = 16,
        workers: int | None = None,
        numbers: list[str] | None = None,
        cache_dir: str | None = None,
        limit: int | None = None,
        limit_seed: int = 0,
    ) -> None:
        super().__init__(size, batch_size, workers, limit, limit_seed)
        if numbers is not None and (not numbers or len(set(numbers)) < len(numbers)):
            raise ValueError(f"data.numbers is {numbers}; name at least one number, and each once")
        self.root = Path(root)
        self.numbers = numbers
        self.cache_dir = cache_dir
        self.vector: SceneVector | None = None

    def names(self) -> list[str]:
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

    def setup(self, stage: str) -> None:
        """Open the dataset and look up the splits that a stage ("fit", "validate", "test") needs.

        The ranges are those of the training samples, until a checkpoint brings its own.

        Raises:
            DatasetError: where the dataset cannot be read, a split is empty, or a scene lacks a number.
        """
        dataset, names = open_dataset(self.root), self.names()
        cache = cache_for(dataset.root, self.cache_dir)
        train = dataset.split("train")
        train = [train[place] for place in self.limited([str(sample.number) for sample in train])]
        scenes = {"train": [read_scene(sample, names) for sample in train]}
        self.vector = SceneVector.around(names, scenes["train"])
        for split in {"fit": ("train", "val"), "validate": ("val",), "test": ("test",)}.get(stage, ()):
            samples = train if split == "train" else dataset.split(split)
            numbers = scenes.get(split) or [read_scene(sample, names) for sample in samples]
            self.sets[split] = SceneSamples(samples, numbers, self.vector, self.size, cache)

    def adopt(self, vector: SceneVector) -> None:
        """Take the ranges that a checkpoint was trained with.

        Raises:
            DatasetError: where its numbers are others.
        """
        assert self.vector is not None
        if vector.names != self.vector.names:
            raise DatasetError(
                f"the checkpoint was trained on {', '.join(vector.names)}, the data have "
                f"{', '.join(self.vector.names)}; give --data.numbers [{','.join(vector.names)}]"
            )
        self.vector = vector
        for samples in self.sets.values():
            assert isinstance(samples, SceneSamples)
            samples.vector = vector


class SceneSamples(Dataset[dict[str, Any]]):
    """Scenes of one split as dictionaries: "scene" [numbers], "image" [3, H, W] sRGB in [0, 1], "id", "split".

    Args:
        samples: which ones.
        numbers: of each, in their own units.
        vector: what the numbers are, and their ranges.
        size: height and width of the images.
        cache: where images are kept decoded.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        numbers: Sequence[Sequence[float]],
        vector: SceneVector,
        size: tuple[int, int],
        cache: ArrayCache,
    ) -> None:
        self.samples, self.numbers, self.vector = list(samples), list(numbers), vector
        self.size, self.cache = size, cache

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        sample = self.samples[index]
        path = sample.folder / IMAGE
        files = read_object(sample.folder / "sample.json").get("files")
        if not isinstance(files, dict) or IMAGE not in files:
            raise DatasetError(f"{sample.folder / 'sample.json'}: 'files' does not list {IMAGE}")
        digest = digest_of([str(files[IMAGE])])
        image = np.asarray(self.cache.get(f"{sample.number:06d}.input", digest, lambda: read_image(path)))
        return {
            SCENE: torch.tensor(self.vector.normalised(self.numbers[index]), dtype=torch.float32),
            "image": to_tensor(resize(image, self.size)),
            "id": f"{sample.folder.parents[2].name}/{sample.number:06d}",
            "split": sample.split,
        }


def read_scene(sample: Sample, names: Sequence[str]) -> list[float]:
    """The numbers of these names in a sample's recipe.

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
    """Every finite number of a recipe by its path: keys, and places in lists, with dots between."""

    def walk(value: Any, path: str) -> Iterator[tuple[str, float]]:
        if isinstance(value, dict | list):
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            for key, part in parts:
                yield from walk(part, f"{path}.{key}" if path else str(key))
        elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            yield path, float(value)

    return dict(walk(recipe, ""))
