"""The results as files for spreadsheets and programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from trainlib.evaluate.marketplace import broken, verdict
from trainlib.evaluate.measuring import METRICS
from trainlib.evaluate.methods import Method
from trainlib.evaluate.results import Results
from trainlib.evaluate.statistics import LEVEL
from trainlib.records.files import replace_file, write_csv


def write_tables(folder: Path, results: Results, methods: Sequence[Method]) -> None:
    """Write evaluation.json and all tables as CSV.

    Raises:
        OSError: the folder cannot be written.
    """
    _write_photos(folder / "photos.csv", results)
    _write_overall(folder / "overall.csv", results)
    _write_pairs(folder / "pairs.csv", results)
    _write_precision(folder / "precision.csv", results)
    far = (
        [one.photo, one.method, *map(_number, (one.dice, one.fence)), "; ".join(one.reasons)]
        for one in results.outliers
    )
    write_csv(folder / "outliers.csv", ["photo", "method", "dice", "outlier below", "why"], far)
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


def _write_precision(path: Path, results: Results) -> None:
    """The mAP of each method, and what one method's is more than another's."""
    rows = [
        [label, "", one.photos, *map(_number, (one.map, one.low, one.high, one.map_50, one.map_75))]
        for label, one in results.precision.items()
    ]
    rows += [
        [*pair, found.photos, *map(_number, (found.map, found.low, found.high)), "", ""]
        for pair, found in results.precision_pairs.items()
    ]
    write_csv(path, ["method", "less", "photos", "map", "low95", "high95", "map_50", "map_75"], rows)


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
                "map": asdict(results.precision[one.label]) if one.label in results.precision else None,
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


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
