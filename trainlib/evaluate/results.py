"""What all rows together say: each contestant's metrics, differences in pairs, thresholds, and the worst photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from trainlib.evaluate.calibration import Calibration, calibrate
from trainlib.evaluate.judging import FAILED, METRICS, THRESHOLDS
from trainlib.evaluate.marketplace import LIMITS, Limit, broken
from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import AtThreshold, Difference, Summary, at_thresholds, compare, summarise
from trainlib.report.contact_sheet import UNSURE


@dataclass(frozen=True)
class Results:
    """The outcome.

    Attributes:
        labels: the contestants, in the order given.
        photos: the photos that count: those that every contestant has an answer for, in order.
        left_out: the others, each with the reasons why.
        rows: by (photo, contestant), errors too.
        overall: contestant -> metric -> summary over `photos`.
        pairs: (one, other) -> metric -> difference one − other over `photos`.
        sweeps: contestant -> means at each threshold.
        confidence: contestant -> what its own confidence is worth, where it gives one.
        limits: what a marketplace asks of packshots, as far as it was measured.
        seed: of the bootstrap's draws; and how many `resamples`.
    """

    labels: tuple[str, ...]
    photos: tuple[str, ...]
    left_out: dict[str, list[str]]
    rows: dict[tuple[str, str], Row]
    overall: dict[str, dict[str, Summary]]
    pairs: dict[tuple[str, str], dict[str, Difference]]
    sweeps: dict[str, list[AtThreshold]]
    confidence: dict[str, Calibration]
    limits: tuple[Limit, ...]
    seed: int
    resamples: int

    @property
    def metrics(self) -> list[str]:
        """The metrics that were measured, in the order of the tables."""
        return [name for name in METRICS if any(name in metrics for metrics in self.overall.values())]

    def worst(self, metric: str) -> list[str]:
        """The photos from the worst to the best, by the first contestant's metric."""
        known = [photo for photo in self.photos if metric in self.rows[photo, self.labels[0]].metrics]
        return sorted(known, key=lambda photo: self.value(photo, metric), reverse=not METRICS[metric])

    def value(self, photo: str, metric: str) -> float:
        """The first contestant's metric of a photo."""
        return self.rows[photo, self.labels[0]].metrics[metric]

    def passing(self, label: str, limits: Sequence[Limit] | None = None) -> int:
        """How many of a contestant's packshots keep these limits; None stands for all."""
        asked = self.limits if limits is None else limits
        return sum(not broken(self.rows[photo, label].metrics, asked) for photo in self.photos)

    def best_threshold(self, label: str) -> AtThreshold:
        """Where a contestant's mean Dice is highest."""
        return max(self.sweeps[label], key=lambda one: one.dice)


def gather(
    rows: Sequence[Row], labels: Sequence[str], seed: int, resamples: int, limits: Sequence[Limit] = LIMITS
) -> Results:
    """Sum up all rows; contestants are compared over the photos that all of them answered."""
    measured = tuple(one for one in limits if any(one.metric in row.metrics for row in rows))
    by_key = {(row.photo, row.contestant): _counted(row, measured) for row in rows}
    names = list(dict.fromkeys(row.photo for row in rows))
    left_out: dict[str, list[str]] = {}
    for name in names:
        reasons = []
        for label in labels:
            row = by_key.get((name, label))
            if row is None or row.error:
                reasons.append(f"{label}: {row.error if row else 'not judged yet'}")
        if reasons:
            # What is wrong with the photo itself is the same for all.
            texts = {reason.partition(": ")[2] for reason in reasons}
            left_out[name] = [texts.pop()] if len(texts) == 1 and len(reasons) == len(labels) else reasons
    photos = tuple(name for name in names if name not in left_out)
    overall: dict[str, dict[str, Summary]] = {label: {} for label in labels}
    pairs: dict[tuple[str, str], dict[str, Difference]] = {pair: {} for pair in combinations(labels, 2)}
    for metric, more in METRICS.items():
        values = {
            label: {
                name: by_key[name, label].metrics[metric] for name in photos if metric in by_key[name, label].metrics
            }
            for label in labels
        }
        for label, known in values.items():
            if known:
                overall[label][metric] = summarise(list(known.values()), seed, resamples)
        for one, other in pairs:
            both = [name for name in values[one] if name in values[other]]
            if both:
                left, right = ([values[side][name] for name in both] for side in (one, other))
                pairs[one, other][metric] = compare(left, right, more, seed, resamples)
    sweeps = {
        label: at_thresholds(THRESHOLDS, [(by_key[name, label].sweep, by_key[name, label].product) for name in photos])
        for label in labels
        if any(by_key[name, label].sweep for name in photos)
    }
    confidence = {}
    for label in labels:
        ones = [by_key[name, label] for name in photos]
        told = [(one.confidence, one.metrics["iou"]) for one in ones if one.confidence is not None]
        if found := calibrate([value for value, _ in told], [iou for _, iou in told], UNSURE):
            confidence[label] = found
    return Results(
        tuple(labels), photos, left_out, by_key, overall, pairs, sweeps, confidence, measured, seed, resamples
    )


def _counted(row: Row, limits: Sequence[Limit]) -> Row:
    """A row with how many of the limits it does not keep."""
    if not row.metrics:
        return row
    return replace(row, metrics=row.metrics | {FAILED: float(len(broken(row.metrics, limits)))})
