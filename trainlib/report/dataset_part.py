"""A dataset on the page: counts, a few samples with all maps, credits, render time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from trainlib.images.arrays import UInt8Array
from trainlib.records.dataset import SPLITS, DatasetError, PackshotDataset, Sample, open_dataset
from trainlib.report.runs import MissingPartError
from trainlib.report.thumbnails import inline

MAPS = ("input", "target", "alpha", "shadow", "depth", "normal")
_SIDE = 200
_FAR = 65535


@dataclass(frozen=True)
class Credit:
    """Who made an asset; `link` is the source if it is a web address, else ""."""

    asset: str
    author: str
    licence: str
    source: str
    link: str


@dataclass(frozen=True)
class DatasetPart:
    """A dataset for the page.

    Attributes:
        dataset: the dataset as read.
        made_by: the programs that made it.
        splits: how many samples each split has.
        categories: how many samples each category has, most first.
        rows: shown samples, each with its maps as data URIs, or None for one that cannot be read.
        credits: one an asset.
        seconds: mean time to render a sample, or None if not recorded.
        total_seconds: all samples together, or None.
    """

    dataset: PackshotDataset
    made_by: str
    splits: dict[str, int]
    categories: list[tuple[str, int]]
    rows: list[tuple[Sample, dict[str, str | None]]]
    credits: list[Credit]
    seconds: float | None
    total_seconds: float | None


def read_dataset_part(root: Path, shown: int) -> DatasetPart:
    """Read a dataset and `shown` of its samples, evenly spread over their ids.

    Raises:
        MissingPartError: it is not a dataset, or holds no sample.
    """
    try:
        dataset = open_dataset(root)
        header = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    except (DatasetError, OSError, ValueError) as error:
        raise MissingPartError(str(error)) from error
    samples = dataset.samples
    places = np.unique(np.linspace(0, len(samples) - 1, min(shown, len(samples))).round().astype(int))
    chosen = [samples[place] for place in places]
    seconds = [value for value in map(_seconds, samples) if value is not None]
    made_by = [str(header.get("created_by", "")), f"Blender {header.get('blender_version', '?')}"]
    return DatasetPart(
        dataset,
        ", ".join(part for part in made_by if part),
        {split: sum(sample.split == split for sample in samples) for split in SPLITS},
        Counter(sample.category or "without category" for sample in samples).most_common(),
        [(sample, {name: show(sample.folder / f"{name}.png") for name in MAPS}) for sample in chosen],
        _credits(header.get("credits")),
        sum(seconds) / len(seconds) if seconds else None,
        sum(seconds) if seconds else None,
    )


def show(path: Path, side: int = _SIDE) -> str | None:
    """A sample's picture as a data URI, or None if it cannot be read; depth has near bright, far black."""
    values = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if values is None:
        return None
    if values.dtype == np.uint16:
        return inline(_depth_as_grey(values.astype(np.uint16)), side)
    if values.ndim == 3:
        values = cv2.cvtColor(values, cv2.COLOR_BGR2RGB)
    return inline(values.astype(np.uint8), side)


def _depth_as_grey(depth: npt.NDArray[np.uint16]) -> UInt8Array:
    """Stretch depths below the far limit over all greys, so that a small product shows its shape."""
    seen = depth[depth < _FAR].astype(np.float32)
    if seen.size == 0:
        return np.zeros(depth.shape, np.uint8)
    near, far = np.percentile(seen, (1, 99))
    grey = 255 - 225 * (depth.astype(np.float32) - near) / max(1.0, far - near)
    return np.where(depth == _FAR, 0, np.clip(grey, 15, 255)).astype(np.uint8)


def _seconds(sample: Sample) -> float | None:
    try:
        record: Any = json.loads((sample.folder / "sample.json").read_text(encoding="utf-8"))
        return float(record["seconds"]["total"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _credits(entries: object) -> list[Credit]:
    rows = entries if isinstance(entries, list) else []
    found = []
    for row in rows:
        if isinstance(row, dict):
            asset, author, licence, source = (
                str(row.get(key) or "") for key in ("asset", "author", "licence", "source")
            )
            link = source if source.startswith(("https://", "http://")) else ""
            found.append(Credit(asset, author, licence, source, link))
    return found
