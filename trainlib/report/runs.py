"""Reads a training run's folder: its curves, its best epoch, its duration."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from trainlib.records.run_files import CURVES, IMAGES
from trainlib.report.charts import Chart, line_chart

# The metric of each task that chooses the best checkpoint.
_MONITORS = {"val/dice": max, "val/mse": min}
_ORDER = ("loss", "dice", "iou", "mae", "mse", "psnr", "ssim")


class MissingPartError(Exception):
    """A part of a report that cannot be shown; the message says which and why, on one line."""


@dataclass(frozen=True)
class Run:
    """A training run.

    Attributes:
        folder: its folder.
        curves: for each logged name, such as "val/dice", its (epoch, value) points.
        seconds: how long training took, or None if it was not recorded.
        pictures: the grid of validation pictures, or None.
    """

    folder: Path
    curves: dict[str, list[tuple[float, float]]]
    seconds: float | None
    pictures: Path | None

    @property
    def epochs(self) -> int:
        """How many epochs have metrics."""
        return len({x for curve in self.curves.values() for x, _ in curve})

    def best(self) -> tuple[str, float, dict[str, float]] | None:
        """The monitored metric, the epoch at which it was best, and all validation metrics of that epoch."""
        for monitor, choose in _MONITORS.items():
            curve = self.curves.get(monitor)
            if curve:
                epoch = choose(curve, key=lambda point: point[1])[0]
                names = [name for name in self.curves if name.startswith("val/")]
                metrics = {name: dict(self.curves[name]).get(epoch) for name in names}
                return monitor, epoch, {name: value for name, value in metrics.items() if value is not None}
        return None

    def charts(self) -> list[Chart]:
        """One chart per metric, with the curves of training and validation."""
        kinds: dict[str, dict[str, list[tuple[float, float]]]] = {}
        for name, curve in self.curves.items():
            split, _, kind = name.partition("/")
            if split in ("train", "val") and kind:
                kinds.setdefault(kind, {})[split] = curve
        known = [kind for kind in _ORDER if kind in kinds]
        return [
            line_chart(kind, {split: kinds[kind][split] for split in ("val", "train") if split in kinds[kind]})
            for kind in known + sorted(kinds.keys() - set(_ORDER))
        ]


def read_run(folder: Path) -> Run:
    """Read a run's metrics.csv: from its folder, or the latest one below it.

    Rows of one epoch are merged, because loggers may write training and validation separately. Empty and non-finite
    values are skipped.

    Raises:
        MissingPartError: there is no such file, or nothing in it.
    """
    path = _find_metrics(folder)
    merged: dict[str, dict[float, float]] = {}
    seconds: float | None = None
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file)):
                epoch = _number(row.get("epoch"))
                at = float(number) if epoch is None else epoch
                seconds = _number(row.get("seconds")) or seconds
                for name, text in row.items():
                    value = _number(text)
                    # A key of None holds the cells beyond the header.
                    if name is not None and "/" in name and value is not None:
                        merged.setdefault(_without_suffix(name), {})[at] = value
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MissingPartError(f"{path} cannot be read: {error}") from error
    if not merged:
        raise MissingPartError(f"{path} holds no metrics yet")
    curves = {name: sorted(points.items()) for name, points in merged.items()}
    pictures = path.with_name(IMAGES)
    return Run(path.parent, curves, seconds, pictures if pictures.is_file() else None)


def _find_metrics(folder: Path) -> Path:
    if not folder.is_dir():
        raise MissingPartError(f"{folder}: no such folder")
    found = [folder / CURVES] if (folder / CURVES).is_file() else list(folder.rglob(CURVES))
    if not found:
        raise MissingPartError(f"{folder} holds no {CURVES}; give the folder of a training run")
    return max(found, key=lambda path: path.stat().st_mtime)


def _number(text: object) -> float | None:
    if not isinstance(text, str):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _without_suffix(name: str) -> str:
    """The name without `_epoch`, which Lightning appends to an epoch's mean if it also logs steps."""
    return name.removesuffix("_epoch")
