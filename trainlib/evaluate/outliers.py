"""Photos on which a method does far worse than on the rest, each with a reason. The means include them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlib.evaluate.measuring import THRESHOLDS
from trainlib.evaluate.rows import Row
from trainlib.report.contact_sheet import UNSURE

# With fewer photos quartiles mean little.
LEAST = 8
# Tukey (1977): this many interquartile ranges below the lower quartile.
REACH = 1.5
# A smaller difference, as a share of the product, is not given as a reason.
WORTH = 0.01


@dataclass(frozen=True)
class Outlier:
    """A photo far below the others.

    Attributes:
        photo: its name.
        method: whose answer it is.
        dice: of the answer.
        fence: the Dice below which this method's photos are outliers.
        reasons: what is wrong with the mask, or maybe with the ground truth.
    """

    photo: str
    method: str
    dice: float
    fence: float
    reasons: tuple[str, ...]


def find_outliers(rows: Sequence[Row]) -> list[Outlier]:
    """One method's outliers, the worst first; none of fewer than `LEAST` photos."""
    known = [row for row in rows if "dice" in row.metrics]
    if len(known) < LEAST:
        return []
    low, high = np.quantile([row.metrics["dice"] for row in known], [0.25, 0.75])
    fence = float(low - REACH * (high - low))
    beyond = sorted((row for row in known if row.metrics["dice"] < fence), key=lambda row: row.metrics["dice"])
    return [Outlier(row.photo, row.method, row.metrics["dice"], fence, _reasons(row)) for row in beyond]


def _reasons(row: Row) -> tuple[str, ...]:
    """The reasons in words, from the mask at 0.5."""
    found, taken = row.sweep[THRESHOLDS.index(0.5)]
    missing, more = 1 - found / max(row.product, 1), taken / max(row.product, 1)
    reasons = [f"{missing:.0%} of the product is missing"] if missing >= WORTH else []
    if more >= WORTH:
        reasons.append(f"background of {more:.0%} of its area was kept")
    if row.confidence is not None:
        sure = row.confidence >= UNSURE
        told = "the network is sure: is the ground truth right?" if sure else "the network is unsure"
        reasons.append(f"{told} (confidence {row.confidence:.2f})")
    return tuple(reasons)
