"""The demo's page: a dataset, networks trained on it, and their predictions on held-out pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from trainlib.report.contact_sheet import UNSURE
from trainlib.report.dataset_part import MAPS, DatasetPart, read_dataset_part, show
from trainlib.report.page import render, write_page
from trainlib.report.predictions_part import PredictionsPart, read_predictions_part
from trainlib.report.runs import MissingPartError, Run, read_run

Part = TypeVar("Part")

_SAMPLES_SHOWN = 8
_PREDICTIONS_SHOWN = 24
_GRID_SIDE = 1100


@dataclass(frozen=True)
class Sources:
    """The sources of the page's parts; None for one that was not asked for."""

    dataset: Path | None = None
    cutout_run: Path | None = None
    relight_run: Path | None = None
    predictions: Path | None = None


def write_demo_report(path: Path, title: str, sources: Sources) -> list[str]:
    """Write the page. Missing parts are named on it.

    Returns:
        One line for each missing part; all are missing if there are four.

    Raises:
        OSError: the page cannot be written.
    """
    missing: dict[str, str] = {}

    def part(name: str, source: Path | None, read: Callable[[Path], Part]) -> Part | None:
        if source is None:
            missing[name] = "not given"
            return None
        try:
            return read(source)
        except MissingPartError as error:
            missing[name] = str(error)
            return None

    dataset: DatasetPart | None = part("dataset", sources.dataset, lambda root: read_dataset_part(root, _SAMPLES_SHOWN))
    runs: dict[str, Run | None] = {
        "cut-out": part("cut-out", sources.cutout_run, read_run),
        "relight": part("relight", sources.relight_run, read_run),
    }
    known = None if dataset is None else dataset.dataset
    predictions: PredictionsPart | None = part(
        "predictions",
        sources.predictions,
        lambda folder: read_predictions_part(folder, known, _PREDICTIONS_SHOWN),
    )
    grids = {
        name: show(run.pictures, _GRID_SIDE)
        for name, run in runs.items()
        if run is not None and run.pictures is not None
    }
    html = render(
        "demo.html",
        title=title,
        missing=missing,
        dataset=dataset,
        maps=MAPS,
        runs=runs,
        grids=grids,
        predictions=predictions,
        unsure=UNSURE,
    )
    write_page(path, html)
    return [f"{name}: {why}" for name, why in missing.items()]
