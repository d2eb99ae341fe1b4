"""`evaluate DATASET --relight …`: the run, its tables and its page."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from trainlib.console.progress import count_progress
from trainlib.evaluate.relighting import (
    BASELINES,
    METRICS,
    RelitSample,
    RelitSummary,
    find_targets,
    load_relighters,
    relight_sample,
    summarise_relighting,
)
from trainlib.images.arrays import UInt8Array
from trainlib.images.errors import PhotoError
from trainlib.inference.settings import PipelineSettings
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS
from trainlib.records.files import write_csv
from trainlib.report.page import render, write_page
from trainlib.report.thumbnails import inline

PAGE = "index.html"
_SIDE = 220


def evaluate_relighting(options: argparse.Namespace, console: Console) -> int:
    """Measure the networks of --relight and return the exit code; see `relighting`.

    Raises:
        PhotoError: the dataset or a network cannot be used.
        OSError: the output folder cannot be written.
    """
    pairs = find_targets(options.photos, options.split)
    # Imported late: PyTorch takes seconds, and a mistake in a folder's path is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError

    try:
        relighters = load_relighters(options.relight, PipelineSettings(options.device, options.tta))
    except (CheckpointError, DeviceError) as error:
        raise PhotoError(str(error)) from error
    options.out.mkdir(parents=True, exist_ok=True)
    samples: list[RelitSample] = []
    interrupted = False
    with count_progress(console) as progress:
        task = progress.add_task("pairs", total=len(pairs))
        try:
            for name, folder in pairs:
                try:
                    samples.append(relight_sample(name, folder, relighters))
                except PhotoError as error:
                    console.print(f"left out  {name}: {error}")
                progress.advance(task)
        except KeyboardInterrupt:
            interrupted = True
    if not samples:
        print("interrupted before the first pair" if interrupted else "no pair could be measured")
        return INTERRUPTED if interrupted else FAILED
    summaries = list(summarise_relighting(samples, options.seed, options.resamples))
    _write(options.out, samples, summaries, options.shown)
    Console(highlight=False).print(_table(summaries, len(samples)))
    print(f"{len(samples)} of {len(pairs)} pairs evaluated; look at {options.out / PAGE}")
    return INTERRUPTED if interrupted else SUCCESS


def _write(folder: Path, samples: list[RelitSample], summaries: list[RelitSummary], shown: int) -> None:
    rows = (
        [one.name, method, *(f"{values[name]:.4f}" for name in METRICS)]
        for one in samples
        for method, values in one.errors.items()
    )
    write_csv(folder / "relighting.csv", ["sample", "method", *METRICS], rows)
    head = ["method", "metric", "pairs", "mean", "low95", "high95", "median", "against photo", "low95", "high95"]
    totals = ([one.method, one.metric, one.value.count, *map("{:.4f}".format, _numbers(one))] for one in summaries)
    write_csv(folder / "overall.csv", head, totals)
    first = next(method for method in samples[0].errors if method not in BASELINES)
    worst = sorted(samples, key=lambda one: -one.errors[first]["delta_e"])[:shown]
    page = render(
        "relighting.html",
        title=f"Relighting: {', '.join(method for method in samples[0].errors if method not in BASELINES)}",
        summaries=summaries,
        meanings=METRICS,
        baseline=BASELINES[0],
        count=len(samples),
        first=first,
        worst=[(one, {label: _small(image) for label, image in _shown(one).items()}) for one in worst],
        hidden=len(samples) - len(worst),
    )
    write_page(folder / PAGE, page)


def _shown(sample: RelitSample) -> dict[str, UInt8Array]:
    return {"photo": sample.image, "ground truth": sample.target, **sample.packshots}


def _small(image: UInt8Array) -> str:
    return inline(image, _SIDE)


def _numbers(one: RelitSummary) -> tuple[float, ...]:
    value, change = one.value, one.change
    return value.mean, value.low, value.high, value.median, change.mean, change.low, change.high


def _table(summaries: list[RelitSummary], count: int) -> Table:
    table = Table(title=f"{count} pairs: mean [95 % interval], median; less is better", title_justify="left")
    for name in ("", *METRICS, "ΔE2000 against the photo"):
        table.add_column(name, justify="right" if name else "left")
    by_method: dict[str, list[RelitSummary]] = {}
    for one in summaries:
        by_method.setdefault(one.method, []).append(one)
    for method, found in by_method.items():
        cells = [
            f"{one.value.mean:.2f} [{one.value.low:.2f}, {one.value.high:.2f}], {one.value.median:.2f}" for one in found
        ]
        change = found[0].change
        against = "" if method == BASELINES[0] else f"{change.mean:+.2f} [{change.low:+.2f}, {change.high:+.2f}]"
        table.add_row(method, *cells, against)
    return table
