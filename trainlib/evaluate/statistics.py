"""Metrics over photos: mean, median, an interval by bootstrap, and differences in pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from trainlib.images.arrays import FloatArray

LEVEL = 0.95
# Of fewer photos all may differ to one side by chance, in more than one case of twenty (2 · 0.5^n, the sign test), and
# draws from them hold no other side.
FEW = 6
_BLOCK = 500
# Draws times photos that are kept in memory between metrics, of two bytes each; many more are drawn again.
_KEPT = 200_000_000


@dataclass(frozen=True)
class Summary:
    """A metric over photos: how many, mean with its 95 % interval, median."""

    count: int
    mean: float
    low: float
    high: float
    median: float


@dataclass(frozen=True)
class Difference:
    """One method less another, photo by photo: mean with its interval, and who was better how often."""

    count: int
    mean: float
    low: float
    high: float
    wins: int
    losses: int
    ties: int

    @property
    def clear(self) -> bool:
        """Whether the interval keeps clear of no difference at all, over enough photos for that to mean something."""
        return self.count >= FEW and (self.low > 0 or self.high < 0)


def interval(values: Sequence[float], seed: int, resamples: int) -> tuple[float, float]:
    """The 95 % interval of the mean: percentiles over means of photos drawn again with replacement (Efron 1979).

    Args:
        values: one number a photo.
        seed: of the draws; the same seed and values give the same interval.
        resamples: how many draws of as many photos as there are.
    """
    array: FloatArray = np.asarray(values, np.float64)
    # The same draws for every metric of as many photos; drawing them is what takes time.
    blocks = _kept_draws(array.size, seed, resamples) if array.size * resamples <= _KEPT else None
    means = [times @ array / array.size for times in blocks or _draws(array.size, seed, resamples)]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=1)
def _kept_draws(photos: int, seed: int, resamples: int) -> list[npt.NDArray[np.uint16]]:
    return list(_draws(photos, seed, resamples))


def _draws(photos: int, seed: int, resamples: int) -> Iterator[npt.NDArray[np.uint16]]:
    """How often each photo comes up [draws, photos], in blocks."""
    rng = np.random.default_rng(seed)
    shares = np.full(photos, 1 / photos)
    for start in range(0, resamples, _BLOCK):
        yield rng.multinomial(photos, shares, size=min(_BLOCK, resamples - start)).astype(np.uint16)


def summarise(values: Sequence[float], seed: int, resamples: int) -> Summary:
    """Mean, interval and median of one metric; at least one value."""
    low, high = interval(values, seed, resamples)
    return Summary(len(values), float(np.mean(values)), low, high, float(np.median(values)))


def compare(
    one: Sequence[float], other: Sequence[float], more_is_better: bool, seed: int, resamples: int
) -> Difference:
    """The differences one − other over the same photos; a win is a photo on which `one` is better."""
    differences = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    low, high = interval(differences.tolist(), seed, resamples)
    better = differences if more_is_better else -differences
    wins, losses = int((better > 0).sum()), int((better < 0).sum())
    return Difference(
        differences.size, float(differences.mean()), low, high, wins, losses, differences.size - wins - losses
    )


@dataclass(frozen=True)
class AtThreshold:
    """Means over photos of the mask at one level of alpha."""

    threshold: float
    dice: float
    iou: float
    precision: float
    recall: float


def at_thresholds(
    thresholds: Sequence[float], photos: Sequence[tuple[Sequence[tuple[int, int]], int]]
) -> list[AtThreshold]:
    """Dice, IoU, precision and recall at each threshold, means over photos.

    Args:
        thresholds: the levels.
        photos: for each photo (found, taken) in pixels at each level, and the true mask's area.
    """
    rows = []
    for place, threshold in enumerate(thresholds):
        found = np.array([counts[place][0] for counts, _ in photos], np.float64)
        taken = np.array([counts[place][1] for counts, _ in photos], np.float64)
        product = np.array([area for _, area in photos], np.float64)
        # Where both masks are empty they agree.
        dice = _share(2 * found, 2 * found + taken + product - found)
        means: Mapping[str, FloatArray] = {
            "dice": dice,
            "iou": _share(found, taken + product),
            "precision": _share(found, found + taken),
            "recall": _share(found, product),
        }
        rows.append(AtThreshold(threshold, **{name: float(values.mean()) for name, values in means.items()}))
    return rows


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, part / np.maximum(whole, 1), 1.0)
