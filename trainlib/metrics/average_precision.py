"""Average precision of cut-outs, as for detectors: one true product and one mask per photo.

A mask counts as found if its IoU reaches a threshold, else as a false positive. Masks are sorted by confidence, so a
network that is sure of its bad masks loses more than one that is unsure of them.
"""

import numpy as np

from trainlib.images.arrays import Array, BoolArray, FloatArray

# COCO's (Lin et al. 2014): IoU from .50 to .95, and where the curve of precision over recall is read.
IOU_THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
RECALLS = np.linspace(0, 1, 101)


def average_precision(ious: Array, scores: Array, times: Array | None = None) -> FloatArray:
    """COCO's average precision at each of `IOU_THRESHOLDS`.

    Precision at a recall is the highest at that recall or above. The average is over `RECALLS`, with 0 beyond the
    highest recall. The mean over the thresholds is mAP. Masks of equal score keep their order.

    Args:
        ious: of each photo's mask, [photos].
        scores: the confidence of each mask, [photos].
        times: how often each photo counts, [draws, photos], for a bootstrap; None is once each.

    Returns:
        [draws, thresholds].
    """
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    counted = np.ones((1, order.size)) if times is None else np.asarray(times, np.float64)[:, order]
    taken = counted.cumsum(axis=1)
    return np.stack([_average(np.asarray(ious)[order] >= at, counted, taken) for at in IOU_THRESHOLDS], axis=1)


def _average(found: BoolArray, counted: FloatArray, taken: FloatArray) -> FloatArray:
    """The average [draws]; `found` [photos] tells which masks reach the threshold."""
    hits = (counted * found).cumsum(axis=1)
    precision = hits / np.maximum(taken, 1)
    best = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    recall = hits / taken[:, -1:]
    read = np.zeros(len(counted))
    for least in RECALLS:
        # A ratio of integers; without the tolerance 3/10 would miss 0.3.
        reached = recall >= least
        first = reached.argmax(axis=1)
        read += np.where(reached[:, -1], best[np.arange(len(best)), first], 0)
    return np.asarray(read / RECALLS.size)
