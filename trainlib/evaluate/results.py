"""The summary of all rows: each method's metrics, pairwise differences, thresholds, and the worst photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from trainlib.evaluate.calibration import Calibration, calibrate
from trainlib.evaluate.detection import PrecisionDifferences, Precisions, mean_precisions
from trainlib.evaluate.marketplace import LIMITS, Limit, broken
from trainlib.evaluate.measuring import FAILED, METRICS, THRESHOLDS
from trainlib.evaluate.outliers import Outlier, find_outliers
from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import AtThreshold, Difference, Summary, at_thresholds, compare, summarise
from trainlib.report.contact_sheet import UNSURE


@dataclass(frozen=True)
class Results:
    """The outcome.

    Attributes:
        labels: the methods, in the order given.
        photos: the photos that every method has a result for, in order.
        left_out: the others, each with the reasons why.
        rows: by (photo, method), errors too.
        overall: method -> metric -> summary over `photos`.
        pairs: (one, other) -> metric -> difference one − other over `photos`.
        sweeps: method -> means at each threshold.
        confidence: method -> how well its confidence predicts bad masks, if it gives one.
        precision: method -> mAP, if it gives a confidence.
        precision_pairs: (one, other) -> the difference in mAP.
        limits: a marketplace's limits on packshots, of those metrics that were measured.
        seed: of the bootstrap's draws; `resamples` is their number.
    """

    labels: tuple[str, ...]
    photos: tuple[str, ...]
    left_out: dict[str, list[str]]
    rows: dict[tuple[str, str], Row]
    overall: dict[str, dict[str, Summary]]
    pairs: dict[tuple[str, str], dict[str, Difference]]
    sweeps: dict[str, list[AtThreshold]]
    confidence: dict[str, Calibration]
    precision: Precisions
    precision_pairs: PrecisionDifferences
    limits: tuple[Limit, ...]
    seed: int
    resamples: int

    @property
    def metrics(self) -> list[str]:
        """The metrics that were measured, in the order of the tables."""
        return [name for name in METRICS if any(name in metrics for metrics in self.overall.values())]

    def worst(self, metric: str) -> list[str]:
        """The photos from the worst to the best, by the first method's metric."""
        known = [photo for photo in self.photos if metric in self.rows[photo, self.labels[0]].metrics]
        return sorted(known, key=lambda photo: self.value(photo, metric), reverse=not METRICS[metric])

    def value(self, photo: str, metric: str) -> float:
        """The first method's metric of a photo."""
        return self.rows[photo, self.labels[0]].metrics[metric]

    @property
    def outliers(self) -> list[Outlier]:
        """The photos on which a method does far worse than on the rest; the means include them."""
        own = ([self.rows[photo, label] for photo in self.photos] for label in self.labels)
        return [one for rows in own for one in find_outliers(rows)]

    def passing(self, label: str, limits: Sequence[Limit] | None = None) -> int:
        """How many of a method's packshots keep these limits; None stands for all."""
        asked = self.limits if limits is None else limits
        return sum(not broken(self.rows[photo, label].metrics, asked) for photo in self.photos)

    def best_threshold(self, label: str) -> AtThreshold:
        """Where a method's mean Dice is highest."""
        return max(self.sweeps[label], key=lambda one: one.dice)


def gather(
    rows: Sequence[Row], labels: Sequence[str], seed: int, resamples: int, limits: Sequence[Limit] = LIMITS
) -> Results:
    """Summarise all rows; methods are compared over the photos that all of them have a result for."""
    measured = tuple(one for one in limits if any(one.metric in row.metrics for row in rows))
    by_key = {(row.photo, row.method): _counted(row, measured) for row in rows}
    left_out = _left_out(by_key, labels)
    photos = tuple(name for name in dict.fromkeys(row.photo for row in rows) if name not in left_out)
    overall: dict[str, dict[str, Summary]] = {label: {} for label in labels}
    pairs: dict[tuple[str, str], dict[str, Difference]] = {pair: {} for pair in combinations(labels, 2)}
    for metric, more in METRICS.items():
        known = {label: _values(by_key, photos, label, metric) for label in labels}
        for label, found in known.items():
            if found:
                overall[label][metric] = summarise(list(found.values()), seed, resamples)
        for one, other in pairs:
            both = [name for name in known[one] if name in known[other]]
            if both:
                left, right = ([known[side][name] for name in both] for side in (one, other))
                pairs[one, other][metric] = compare(left, right, more, seed, resamples)
    answered = {label: [by_key[name, label] for name in photos] for label in labels}
    sweeps = {
        label: at_thresholds(THRESHOLDS, [(row.sweep, row.product) for row in own])
        for label, own in answered.items()
        if any(row.sweep for row in own)
    }
    calibrated = {label: _calibration(own) for label, own in answered.items()}
    confidence = {label: found for label, found in calibrated.items() if found is not None}
    measures = (overall, pairs, sweeps, confidence, *mean_precisions(answered, seed, resamples))
    return Results(tuple(labels), photos, left_out, by_key, *measures, measured, seed, resamples)


def _values(by_key: Mapping[tuple[str, str], Row], photos: Sequence[str], label: str, metric: str) -> dict[str, float]:
    """A method's metric of each photo that has it."""
    measured = {name: by_key[name, label].metrics for name in photos}
    return {name: metrics[metric] for name, metrics in measured.items() if metric in metrics}


def _left_out(by_key: Mapping[tuple[str, str], Row], labels: Sequence[str]) -> dict[str, list[str]]:
    """The photos that not every method has a result for, each with the reasons why."""
    left_out = {}
    for name in dict.fromkeys(photo for photo, _ in by_key):
        reasons = []
        for label in labels:
            row = by_key.get((name, label))
            if row is None or row.error:
                reasons.append(f"{label}: {row.error if row else 'not evaluated yet'}")
        if reasons:
            # A fault of the photo itself is the same for all methods.
            texts = {reason.partition(": ")[2] for reason in reasons}
            left_out[name] = [texts.pop()] if len(texts) == 1 and len(reasons) == len(labels) else reasons
    return left_out


def _calibration(own: Sequence[Row]) -> Calibration | None:
    """How well a method's confidence predicts bad masks, if it gives one."""
    sure = [(row.confidence, row.metrics["iou"]) for row in own if row.confidence is not None]
    return calibrate([value for value, _ in sure], [iou for _, iou in sure], UNSURE)


def _counted(row: Row, limits: Sequence[Limit]) -> Row:
    """A row with the number of limits that fail."""
    if not row.metrics:
        return row
    return replace(row, metrics=row.metrics | {FAILED: float(len(broken(row.metrics, limits)))})
