"""The results as files for spreadsheets and programs, and as a table on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from trainlib.evaluate.calibration import BAD
from trainlib.evaluate.marketplace import broken, verdict
from trainlib.evaluate.measuring import FAILED, METRICS
from trainlib.evaluate.methods import Method
from trainlib.evaluate.results import Results
from trainlib.evaluate.statistics import LEVEL
from trainlib.records.files import replace_file, write_csv

# What the terminal shows; the rest is in the files.
SHOWN = (
    "dice",
    "iou",
    "boundary_iou",
    "box_ssim",
    "mae",
    "weighted_f",
    "sad",
    "leftover",
    "halo",
    "white",
    "fill",
    "off_centre",
)


def write_tables(folder: Path, results: Results, methods: Sequence[Method]) -> None:
    """Write photos.csv, overall.csv, pairs.csv, thresholds.csv, packshots.csv, limits.csv and evaluation.json.

    Raises:
        OSError: the folder cannot be written.
    """
    _write_photos(folder / "photos.csv", results)
    _write_overall(folder / "overall.csv", results)
    _write_pairs(folder / "pairs.csv", results)
    thresholds = (
        [label, *map(_number, (at.threshold, at.dice, at.iou, at.precision, at.recall))]
        for label, sweep in results.sweeps.items()
        for at in sweep
    )
    write_csv(folder / "thresholds.csv", ["method", "threshold", "dice", "iou", "precision", "recall"], thresholds)
    _write_packshots(folder, results)
    replace_file(folder / "evaluation.json", (json.dumps(_record(results, methods), indent=2) + "\n").encode())


def _write_photos(path: Path, results: Results) -> None:
    names = results.metrics
    rows = (
        [
            row.photo,
            row.method,
            row.width or "",
            row.height or "",
            *(_number(row.metrics.get(name)) for name in names),
            _number(row.confidence),
            f"{row.seconds:.3f}" if not row.error else "",
            row.error,
        ]
        for row in results.rows.values()
    )
    write_csv(path, ["photo", "method", "width", "height", *names, "confidence", "seconds", "error"], rows)


def _write_overall(path: Path, results: Results) -> None:
    rows = (
        [label, name, _better(name), one.count, *map(_number, (one.mean, one.low, one.high, one.median))]
        for label, metrics in results.overall.items()
        for name, one in metrics.items()
    )
    write_csv(path, ["method", "metric", "better", "photos", "mean", "low95", "high95", "median"], rows)


def _write_pairs(path: Path, results: Results) -> None:
    rows = (
        [
            *pair,
            name,
            _better(name),
            found.count,
            *map(_number, (found.mean, found.low, found.high)),
            found.wins,
            found.losses,
            found.ties,
        ]
        for pair, metrics in results.pairs.items()
        for name, found in metrics.items()
    )
    head = ["one", "other", "metric", "better", "photos", "difference", "low95", "high95", "wins", "losses", "ties"]
    write_csv(path, head, rows)


def _better(metric: str) -> str:
    return "more" if METRICS[metric] else "less"


def _record(results: Results, methods: Sequence[Method]) -> dict[str, object]:
    """All results as JSON."""
    return {
        "photos": len(results.photos),
        "left_out": results.left_out,
        "bootstrap": {"seed": results.seed, "resamples": results.resamples, "level": LEVEL},
        "limits": {one.metric: one.shown for one in results.limits},
        "methods": [
            {
                "label": one.label,
                "source": str(one.source),
                "settings": one.settings,
                "best_threshold": asdict(results.best_threshold(one.label)) if one.label in results.sweeps else None,
                "packshots_that_pass": results.passing(one.label),
                "confidence": asdict(results.confidence[one.label]) if one.label in results.confidence else None,
                "metrics": {name: asdict(found) for name, found in results.overall[one.label].items()},
            }
            for one in methods
        ],
        "pairs": [
            {"one": one, "other": other, "metrics": {name: asdict(found) for name, found in metrics.items()}}
            for (one, other), metrics in results.pairs.items()
        ],
    }


def _write_packshots(folder: Path, results: Results) -> None:
    """packshots.csv, a verdict a photo and method, and limits.csv, how many of a method's keep each limit."""
    names = [one.metric for one in results.limits]
    packshots = (
        [
            photo,
            label,
            *(_number(results.rows[photo, label].metrics.get(name)) for name in names),
            "fail" if broken(results.rows[photo, label].metrics, results.limits) else "pass",
            verdict(results.rows[photo, label].metrics, results.limits),
        ]
        for photo in results.photos
        for label in results.labels
    )
    head = ["photo", "method", *(f"{one.metric} ({one.shown})" for one in results.limits), "verdict", "why"]
    write_csv(folder / "packshots.csv", head, packshots)
    rows = []
    for label in results.labels:
        for limit in results.limits:
            one = results.overall[label].get(limit.metric)
            if one is not None:
                rows.append(
                    [
                        label,
                        limit.metric,
                        limit.shown,
                        results.passing(label, [limit]),
                        len(results.photos),
                        *map(_number, (one.mean, one.low, one.high, one.median)),
                    ]
                )
        if results.limits:
            rows.append([label, "all", "", results.passing(label), len(results.photos), *[""] * 4])
    head = ["method", "metric", "limit", "pass", "photos", "mean", "low95", "high95", "median"]
    write_csv(folder / "limits.csv", head, rows)


def overall_table(results: Results) -> Table:
    """The main metrics: a row a metric, and of each method mean, interval and median."""
    table = Table(title=f"{len(results.photos)} photos: mean [95 % interval], median", title_justify="left")
    table.add_column("")
    for label in results.labels:
        table.add_column(label, justify="right")
    for name in (name for name in SHOWN if name in results.metrics):
        cells = []
        for label in results.labels:
            one = results.overall[label].get(name)
            cells.append(f"{one.mean:.4f} [{one.low:.4f}, {one.high:.4f}], {one.median:.4f}" if one else "")
        table.add_row(name + (" ↑" if METRICS[name] else " ↓"), *cells)
    return table


def tell_pairs(results: Results) -> Iterable[str]:
    """A line for each pair, by Dice; of packshots without ground truth, by the limits that are not kept."""
    for (one, other), metrics in results.pairs.items():
        name, text = ("dice", "Dice") if "dice" in metrics else (FAILED, "limits not kept")
        if name not in metrics:
            continue
        found = metrics[name]
        verdict = "" if found.clear else ", no clear difference"
        yield (
            f"{one} against {other}: {text} {found.mean:+.4f} [{found.low:+.4f}, {found.high:+.4f}]{verdict}; "
            f"better on {found.wins}, worse on {found.losses}, even on {found.ties} of {found.count} photos"
        )


def tell_limits(results: Results) -> Iterable[str]:
    """A line for each method: how many of its packshots a marketplace would take, and what keeps the rest."""
    count = len(results.photos)
    for label in results.labels if results.limits else ():
        failing = {one: count - results.passing(label, [one]) for one in results.limits}
        why = ", ".join(f"{one.metric} {one.shown} fails {times}" for one, times in failing.items() if times)
        yield f"{label}: {results.passing(label)} of {count} packshots pass" + (f" ({why})" if why else "")


def tell_confidence(results: Results) -> Iterable[str]:
    """A line for each method that says how sure it is: what that is worth."""
    for label, found in results.confidence.items():
        rank = "none" if found.correlation is None else f"{found.correlation:.2f}"
        yield (
            f"{label}: rank correlation of confidence with IoU {rank}; {found.unsure} of {found.count} photos are"
            f" unsure (below {found.threshold:g}), among them {found.caught} of the {found.bad} with an IoU below"
            f" {BAD:g}"
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
