"""Errors of a matte as Rhemann et al. (2009) define them, at full size: NumPy, [H, W] in [0, 1].

All three are sums over the image in thousands, as on the alphamatting.com benchmark; 0 is exact. There they are summed
over the unknown part of a trimap, which is `region` here.
"""

from itertools import pairwise

import cv2
import numpy as np

from trainlib.images.arrays import BoolArray, FloatArray

# The benchmark's: σ of the derivative of a Gaussian, the steps of connectivity, and its tolerance.
SIGMA = 1.4
STEP = 0.1
TOLERANCE = 0.15


def sad(matte: FloatArray, alpha: FloatArray, region: BoolArray | None = None) -> float:
    """The sum of absolute differences, in thousands."""
    return _sum(np.abs(matte - alpha), region)


def gradient_error(matte: FloatArray, alpha: FloatArray, region: BoolArray | None = None) -> float:
    """The sum of squared differences of the two mattes' gradient magnitudes, in thousands.

    Gradients are those of the derivative of a Gaussian with σ = 1.4, of unit energy.
    """
    return _sum((_steepness(matte) - _steepness(alpha)) ** 2, region)


def connectivity_error(matte: FloatArray, alpha: FloatArray, region: BoolArray | None = None) -> float:
    """The sum of differences in how far each pixel is connected to the largest opaque part, in thousands.

    That part, Ω, is the largest 4-connected one where both mattes are opaque. l(x) is the highest threshold, in tenths,
    at which x hangs together with the largest part of what both mattes have above it; d = matte − l, and
    φ = 1 − d where d ≥ 0.15, else 1. The error is Σ |φ(matte) − φ(alpha)|.
    """
    levels = np.full(matte.shape, -1.0)
    thresholds = np.arange(0, 1 + STEP / 2, STEP)
    for below, threshold in pairwise(thresholds):
        # At or above the threshold, as in the benchmark, with a tolerance for sums of tenths.
        both = (matte >= threshold - 1e-9) & (alpha >= threshold - 1e-9)
        fallen = (levels < 0) & ~_largest(both)
        levels[fallen] = below
    levels[levels < 0] = 1
    return _sum(np.abs(_connected(matte, levels) - _connected(alpha, levels)), region)


def _sum(values: FloatArray, region: BoolArray | None) -> float:
    return float((values if region is None else values[region]).sum(dtype=np.float64)) / 1000


def _steepness(matte: FloatArray) -> FloatArray:
    """The gradient's magnitude by derivatives of a Gaussian, each kernel of unit energy; edges are repeated."""
    reach = int(np.ceil(SIGMA * np.sqrt(-2 * np.log(np.sqrt(2 * np.pi) * SIGMA * 0.01))))
    x = np.arange(-reach, reach + 1, dtype=np.float64)
    bell = np.exp(-(x**2) / (2 * SIGMA**2)) / (SIGMA * np.sqrt(2 * np.pi))
    slope = -x * bell / SIGMA**2
    energy = np.sqrt((bell**2).sum() * (slope**2).sum())
    values = matte.astype(np.float64)
    # sepFilter2D correlates, so the kernel is flipped to make a rise positive.
    across = cv2.sepFilter2D(values, cv2.CV_64F, -slope / energy, bell, borderType=cv2.BORDER_REPLICATE)
    along = cv2.sepFilter2D(values, cv2.CV_64F, bell, -slope / energy, borderType=cv2.BORDER_REPLICATE)
    return np.hypot(across, along)


def _largest(mask: BoolArray) -> BoolArray:
    """The largest 4-connected part of a mask; nothing where there is none."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count < 2:
        return np.zeros_like(mask)
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _connected(matte: FloatArray, levels: FloatArray) -> FloatArray:
    distance = matte - levels
    return np.asarray(1 - distance * (distance >= TOLERANCE))
