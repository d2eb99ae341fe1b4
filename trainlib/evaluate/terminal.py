"""The main results on the terminal: a table, and a line for each comparison."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from trainlib.evaluate.calibration import BAD
from trainlib.evaluate.measuring import FAILED, METRICS
from trainlib.evaluate.results import Results

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


def tell_precision(results: Results) -> Iterable[str]:
    """A line for each method that says how sure it is, and for each pair of them: mAP."""
    for label, one in results.precision.items():
        yield (
            f"{label}: mAP {one.map:.4f} [{one.low:.4f}, {one.high:.4f}] over IoU .50 to .95, {one.map_50:.4f} at .50,"
            f" {one.map_75:.4f} at .75"
        )
    for (label, other), pair in results.precision_pairs.items():
        verdict = "" if pair.clear else ", no clear difference"
        yield f"{label} against {other}: mAP {pair.map:+.4f} [{pair.low:+.4f}, {pair.high:+.4f}]{verdict}"


def tell_outliers(results: Results) -> Iterable[str]:
    """A line for each outlier, with the reason."""
    for one in results.outliers:
        yield f"outlier  {one.photo} ({one.method}): Dice {one.dice:.4f}; {'; '.join(one.reasons)}; it counts"


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
