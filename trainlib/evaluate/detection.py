"""mAP of each method's cut-outs, and the differences between any two methods: intervals by bootstrap over photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import FEW, LEVEL
from trainlib.images.arrays import FloatArray
from trainlib.metrics.average_precision import IOU_THRESHOLDS, average_precision

# Enough for two digits of an interval; each draw computes a curve at each threshold.
MOST_RESAMPLES = 2000
_BLOCK = 250


@dataclass(frozen=True)
class MeanPrecision:
    """mAP over photos.

    Attributes:
        photos: how many.
        map: mean over IoU thresholds from .50 to .95, with its interval.
        low: of the interval.
        high: of the interval.
        map_50: average precision at IoU .50 alone.
        map_75: at .75 alone.
    """

    photos: int
    map: float
    low: float
    high: float
    map_50: float
    map_75: float


@dataclass(frozen=True)
class PrecisionDifference:
    """The mAP of one method minus another's on the same photos, with its interval."""

    photos: int
    map: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval excludes 0, over enough photos for that to mean something."""
        return self.photos >= FEW and (self.low > 0 or self.high < 0)


Precisions = Mapping[str, MeanPrecision]
PrecisionDifferences = Mapping[tuple[str, str], PrecisionDifference]


def mean_precisions(
    answers: Mapping[str, Sequence[Row]], seed: int, resamples: int
) -> tuple[Precisions, PrecisionDifferences]:
    """The mAP of each method that gives a confidence for each photo; others cannot be ranked.

    Args:
        answers: each method's rows, of the same photos in the same order.
        seed: of the draws, which are the same for all methods.
        resamples: how many draws; at most `MOST_RESAMPLES` are taken.
    """
    sure = {label: rows for label, rows in answers.items() if rows and all(row.confidence is not None for row in rows)}
    values = {label: _values(rows) for label, rows in sure.items()}
    if not values:
        return {}, {}
    photos = len(next(iter(values.values()))[0])
    drawn = _drawn(values, photos, seed, min(resamples, MOST_RESAMPLES))
    found = {label: average_precision(*pair)[0] for label, pair in values.items()}
    at = {share: IOU_THRESHOLDS.index(share) for share in (0.5, 0.75)}
    means = {
        label: MeanPrecision(photos, float(one.mean()), *_ends(drawn[label]), float(one[at[0.5]]), float(one[at[0.75]]))
        for label, one in found.items()
    }
    pairs = {
        (one, other): PrecisionDifference(photos, means[one].map - means[other].map, *_ends(drawn[one] - drawn[other]))
        for one, other in combinations(values, 2)
    }
    return means, pairs


def _values(rows: Sequence[Row]) -> tuple[FloatArray, FloatArray]:
    """IoU and confidence of each photo."""
    ious = np.array([row.metrics["iou"] for row in rows], np.float64)
    return ious, np.array([row.confidence for row in rows], np.float64)


def _drawn(
    values: Mapping[str, tuple[FloatArray, FloatArray]], photos: int, seed: int, resamples: int
) -> dict[str, FloatArray]:
    """The mAP of each method over photos drawn with replacement [resamples]."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[npt.NDArray[np.float64]]] = {label: [] for label in values}
    for start in range(0, resamples, _BLOCK):
        times = rng.multinomial(photos, np.full(photos, 1 / photos), size=min(_BLOCK, resamples - start))
        for label, (ious, sure) in values.items():
            found[label].append(average_precision(ious, sure, times).mean(axis=1))
    return {label: np.concatenate(parts) for label, parts in found.items()}


def _ends(values: FloatArray) -> tuple[float, float]:
    """The ends of the interval."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)
