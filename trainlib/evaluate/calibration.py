"""How well a method's confidence predicts its bad masks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

BAD = 0.9  # a mask with a lower IoU should be seen by a person
_LEAST = 3  # photos; a rank correlation of fewer means nothing


@dataclass(frozen=True)
class Calibration:
    """Confidence beside IoU, over photos.

    Attributes:
        count: how many photos.
        correlation: Spearman's rank correlation of confidence and IoU; None if one of them is constant.
        threshold: a photo below it counts as unsure.
        unsure: how many photos are.
        bad: how many have an IoU below `BAD`.
        caught: how many of the bad ones are unsure.
    """

    count: int
    correlation: float | None
    threshold: float
    unsure: int
    bad: int
    caught: int


def calibrate(confidences: Sequence[float], ious: Sequence[float], threshold: float) -> Calibration | None:
    """How well confidence separates good masks from bad ones; None for fewer than three photos."""
    if len(confidences) < _LEAST:
        return None
    sure, overlap = np.asarray(confidences, np.float64), np.asarray(ious, np.float64)
    varies = np.ptp(sure) > 0 and np.ptp(overlap) > 0
    unsure, bad = sure < threshold, overlap < BAD
    return Calibration(
        sure.size,
        float(spearmanr(sure, overlap).statistic) if varies else None,
        threshold,
        int(unsure.sum()),
        int(bad.sum()),
        int((unsure & bad).sum()),
    )
