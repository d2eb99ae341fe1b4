"""Metrics of salient object detection, one image at full size: NumPy, matte [H, W] in [0, 1], mask [H, W] bool.

A matte is not rescaled; tools that stretch it to [0, 1] first give other values if it does not reach both ends.
"""

import cv2
import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from trainlib.images.arrays import BoolArray, FloatArray

EPSILON = np.finfo(np.float64).eps

# The usual weight of precision (Achanta et al. 2009).
BETA_SQUARED = 0.3


def max_f(matte: FloatArray, mask: BoolArray) -> float:
    """The best F over the 256 thresholds of 8 bits: (1 + β²)·P·R / (β²·P + R) with β² = 0.3 (Achanta et al. 2009)."""
    hits, alarms = _above(matte, mask)
    taken = hits + alarms
    precision = hits / np.maximum(taken, 1)
    recall = hits / max(int(mask.sum()), 1)
    divisor = BETA_SQUARED * precision + recall
    return float(((1 + BETA_SQUARED) * precision * recall / np.where(divisor == 0, 1, divisor)).max())


def e_measure(matte: FloatArray, mask: BoolArray) -> float:
    """The enhanced-alignment measure (Fan et al. 2018), the mean over the 256 thresholds of 8 bits.

    Of the binary map B and the mask G, each less its mean: ξ = 2·B·G / (B² + G²), E = Σ (1 + ξ)² / 4 / (n − 1).
    """
    total, product = mask.size, int(mask.sum())
    hits, alarms = _above(matte, mask)
    taken = hits + alarms
    if product == 0:
        score = (total - taken).astype(np.float64)
    elif product == total:
        score = taken.astype(np.float64)
    else:
        score = np.zeros(256)
        counts = (hits, alarms, product - hits, total - taken - (product - hits))
        for count, (found, true) in zip(counts, ((1, 1), (1, 0), (0, 1), (0, 0)), strict=True):
            b, g = found - taken / total, true - product / total
            score += count * (2 * b * g / (b**2 + g**2 + EPSILON) + 1) ** 2 / 4
    return float((score / (total - 1 + EPSILON)).mean())


def s_measure(matte: FloatArray, mask: BoolArray) -> float:
    """The structure measure (Fan et al. 2017): half object similarity, half region similarity of four quarters.

    The quarters meet at the mask's centre of mass. Each counts by its area, with its structural similarity.
    """
    values, share = matte.astype(np.float64), float(mask.mean())
    if share in (0.0, 1.0):
        return float(values.mean()) if share else 1 - float(values.mean())
    likeness = share * _object(values[mask]) + (1 - share) * _object(1 - values[~mask])
    row, column = (int(np.round(place.mean())) + 1 for place in np.nonzero(mask))
    quarters = 0.0
    for rows in (slice(0, row), slice(row, None)):
        for columns in (slice(0, column), slice(column, None)):
            piece = values[rows, columns]
            if piece.size:
                quarters += piece.size / mask.size * _similarity(piece, mask[rows, columns].astype(np.float64))
    return max(0.0, (likeness + quarters) / 2)


def weighted_f(matte: FloatArray, mask: BoolArray) -> float:
    """The weighted F (Margolin et al. 2014), β = 1: misses beside found pixels count less, distant false ones more.

    0 if the mask is empty. As in the published code there are no errors beyond the border, so images of a few pixels
    score too high.
    """
    if not mask.any():
        return 0.0
    target = mask.astype(np.float64)
    error = np.abs(matte.astype(np.float64) - target)
    rows, columns, distance = _nearest(mask)
    spread = cv2.GaussianBlur(error[rows, columns], (7, 7), 5, borderType=cv2.BORDER_CONSTANT)
    smallest = np.where(mask & (spread < error), spread, error)
    weighed = smallest * np.where(mask, 1.0, 2 - 0.5 ** (distance / 5))
    right = target.sum() - weighed[mask].sum()
    recall = 1 - weighed[mask].mean()
    precision = right / (right + weighed[~mask].sum() + EPSILON)
    return float(2 * recall * precision / (recall + precision + EPSILON))


def _above(matte: FloatArray, mask: BoolArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pixels inside and outside the mask that are at or above each 8-bit level, from 255 down to 0."""
    levels = np.floor(matte.astype(np.float64) * 255 + 1e-9).astype(np.uint8)
    inside, outside = (np.bincount(levels[part].ravel(), minlength=256) for part in (mask, ~mask))
    return np.cumsum(inside[::-1]), np.cumsum(outside[::-1])


def _object(values: FloatArray) -> float:
    mean, spread = values.mean(), values.std(ddof=1) if values.size > 1 else 0.0
    return float(2 * mean / (mean**2 + 1 + spread + EPSILON))


def _similarity(one: FloatArray, other: FloatArray) -> float:
    """The structural similarity of two patches, without constants; 1 where both are flat and either is black."""
    x, y, n = one.mean(), other.mean(), one.size
    spread = (((one - x) ** 2).sum() + ((other - y) ** 2).sum()) / (n - 1 + EPSILON)
    both = ((one - x) * (other - y)).sum() / (n - 1 + EPSILON)
    above, below = 4 * x * y * both, (x**2 + y**2) * spread
    if above:
        return float(above / (below + EPSILON))
    return 1.0 if below == 0 else 0.0


def _nearest(mask: BoolArray) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray]:
    """Row and column of each pixel's nearest mask pixel, and the distance to it; a mask pixel's is itself."""
    distance, (rows, columns) = distance_transform_edt(~mask, return_indices=True)
    return rows, columns, distance
