"""Relight networks on a dataset's pairs: their packshots beside the photo's own colours and grey-world balance.

All get the true alpha, so only colours are compared, and only those of the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from trainlib.evaluate.methods import split_label
from trainlib.evaluate.statistics import Difference, Summary, compare, summarise
from trainlib.images.alpha import to_float, to_uint8
from trainlib.images.arrays import UInt8Array, size_of
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import read_matte
from trainlib.images.photos import read_photo
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear
from trainlib.inference.dataset_inputs import find_dataset_inputs, is_dataset
from trainlib.inference.foreground import lay_on_white
from trainlib.inference.settings import PipelineSettings
from trainlib.metrics import delta_e, lightness_and_chroma_error
from trainlib.weights import STANDARD

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Pipeline

BASELINES = ("photo as it is", "grey world")
METRICS = {
    "delta_e": "mean ΔE2000 of the product (Sharma et al. 2005)",
    "lightness": "mean difference in L*",
    "chroma": "mean distance in a* and b*",
}


@dataclass(frozen=True)
class RelitSample:
    """One pair, and what each method made of it.

    Attributes:
        name: the sample's id.
        image: the photo, uint8 [H, W, 3] sRGB.
        target: the true packshot.
        packshots: by method.
        errors: method -> metric -> value; see `METRICS`.
    """

    name: str
    image: UInt8Array
    target: UInt8Array
    packshots: Mapping[str, UInt8Array]
    errors: Mapping[str, Mapping[str, float]]


def load_relighters(asked: list[str], settings: PipelineSettings) -> dict[str, Pipeline]:
    """A pipeline for each relight network, by label.

    Args:
        asked: NAME, FILE or LABEL=FILE.
        settings: how photos are treated.

    Raises:
        CheckpointError: a network cannot be used.
        DeviceError: the device is not there.
        PhotoError: two networks have one label.
    """
    from trainlib.checkpoints import locate_network
    from trainlib.inference.pipeline import Pipeline

    found: dict[str, Pipeline] = {}
    for label, path in map(split_label, asked):
        if label in found or label in BASELINES:
            raise PhotoError(f"--relight {label}: already exists; give it another name: LABEL=FILE")
        found[label] = Pipeline.load(locate_network(STANDARD, "cutout"), locate_network(path, "relight"), settings)
    return found


def find_targets(root: Path, split: str) -> list[tuple[str, Path]]:
    """Name and folder of each sample of a split that has a packshot.

    Raises:
        PhotoError: the folder is not a dataset, or no sample of the split has a packshot.
    """
    if not is_dataset(root):
        raise PhotoError(f"{root}: is not a dataset, and relighting is measured on pairs; give a dataset of packshots")
    samples = [(one.name, one.path.parent) for one in find_dataset_inputs(root, split).photos]
    pairs = [(name, folder) for name, folder in samples if (folder / "target.png").is_file()]
    if not pairs:
        raise PhotoError(f"{root}: no sample of split {split!r} has a target.png; give a dataset of kind 'packshot'")
    return pairs


def relight_sample(name: str, folder: Path, relighters: Mapping[str, Pipeline]) -> RelitSample:
    """What every method makes of one pair.

    Raises:
        PhotoError: a file of the sample cannot be read, or they differ in size.
    """
    image, target = read_photo(folder / "input.png"), read_photo(folder / "target.png")
    mask = to_uint8(read_matte(folder / "alpha.png").alpha)
    if not size_of(image) == size_of(target) == size_of(mask):
        raise PhotoError(f"sample {name}: input.png, target.png and alpha.png differ in size")
    colours: dict[str, UInt8Array] = {}
    for label, pipeline in relighters.items():
        result = pipeline.with_mask(image, mask)
        if not colours:
            colours = dict(
                zip(BASELINES, (result.foreground, balance_grey_world(result.foreground, image)), strict=True)
            )
        colours[label] = result.relit
    alpha = to_float(mask)
    packshots = {label: lay_on_white(own, alpha, None) for label, own in colours.items()}
    errors = {label: measure_colours(packshot, target, mask) for label, packshot in packshots.items()}
    return RelitSample(name, image, target, packshots, errors)


def balance_grey_world(colours: UInt8Array, photo: UInt8Array) -> UInt8Array:
    """Colours balanced so that the photo's mean is grey (Buchsbaum 1980), in linear light; both uint8 [H, W, 3] sRGB.

    The mean of the photo's three channels keeps its value, so brightness is left alone.
    """
    mean = srgb_to_linear(to_float(photo)).reshape(-1, 3).mean(axis=0)
    gains = mean.mean() / np.maximum(mean, 1e-4)
    return to_uint8(linear_to_srgb(np.clip(srgb_to_linear(to_float(colours)) * gains, 0, 1).astype(np.float32)))


def measure_colours(packshot: UInt8Array, target: UInt8Array, mask: UInt8Array) -> dict[str, float]:
    """The metrics of `METRICS` of a packshot uint8 [H, W, 3] beside the true one, over its mask uint8 [H, W]."""
    image, true = (torch.from_numpy(to_float(one)).permute(2, 0, 1)[None] for one in (packshot, target))
    alpha = torch.from_numpy(to_float(mask))[None, None]
    values = (delta_e(image, true, alpha), *lightness_and_chroma_error(image, true, alpha))
    return {name: float(value) for name, value in zip(METRICS, values, strict=True)}


@dataclass(frozen=True)
class RelitSummary:
    """A method's metric over all samples, and its difference to the photo as it is."""

    method: str
    metric: str
    value: Summary
    change: Difference


def summarise_relighting(samples: list[RelitSample], seed: int, resamples: int) -> Iterator[RelitSummary]:
    """Each method's metrics, in the order of the methods."""
    for method in samples[0].errors:
        for metric in METRICS:
            own, photo = ([one.errors[label][metric] for one in samples] for label in (method, BASELINES[0]))
            value, change = summarise(own, seed, resamples), compare(own, photo, False, seed, resamples)
            yield RelitSummary(method, metric, value, change)
