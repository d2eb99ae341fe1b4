"""Metering: the exposure that a camera would choose for some light."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .develop import Curve, luminance, untone

MID_GREY = 0.18
"""Linear reflectance that a meter takes the world's average for."""
ABOVE_EV = 2.5
BELOW_EV = 4.0
"""How far a pixel may pull from the median: a window in the picture, or a black corner, counts this much and
no more.
"""


def meter_exposure(light: ArrayLike, weights: ArrayLike | None = None, curve: Curve = "srgb") -> float:
    """The exposure in EV that puts the log-average luminance at mid-grey after the curve.

    Args:
        light: Linear Rec. 709 light [H, W, 3].
        weights: How much each pixel counts [H, W], none negative; None for all alike.
        curve: The curve the light will be developed with.

    Returns:
        EV for `develop`; 0 where no weighted pixel holds any light, since nothing can be metered there.
    """
    level = luminance(light).ravel()
    share = np.ones_like(level) if weights is None else np.asarray(weights, np.float64).ravel()
    lit = np.isfinite(level) & (level > 0) & (share > 0)
    if not lit.any():
        return 0.0
    stops, share = np.log2(level[lit]), share[lit]
    # Pixels that got no path at all are not "very dark": those 20 EV below the brightest tell nothing.
    seen = stops > stops.max() - 20.0
    stops, share = stops[seen], share[seen]
    middle = _weighted_median(stops, share)
    average = np.average(np.clip(stops, middle - BELOW_EV, middle + ABOVE_EV), weights=share)
    return float(np.log2(untone(MID_GREY, curve)) - average)


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(below, below[-1] / 2)])
