"""Metering: the exposure that a camera would choose for some light."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats
from ..recipe.model import Curve
from .develop import luminance, untone

_MID_GREY = 0.18
"""The average linear reflectance that a meter assumes."""
_ABOVE_EV = 2.5
_BELOW_EV = 4.0
"""The most EV by which a pixel counts as brighter or darker than the median, such as a window or a black corner."""
_HIGHLIGHT = 0.95
"""Linear level after the curve that a tenth of the product may exceed."""
MOST_HELD_EV = 1.5


def meter_exposure(light: ArrayLike, weights: ArrayLike | None = None, curve: Curve = "srgb") -> float:
    """The exposure in EV that puts the log-average luminance at mid-grey after the curve.

    Args:
        light: Linear Rec. 709 light [H, W, 3].
        weights: How much each pixel counts [H, W], none negative; None for all alike.
        curve: The curve the light will be developed with.

    Returns:
        EV for `develop`; 0 if no weighted pixel has any light.
    """
    level = luminance(light).ravel()
    share = np.ones_like(level) if weights is None else np.asarray(weights, np.float64).ravel()
    lit = np.isfinite(level) & (level > 0) & (share > 0)
    if not lit.any():
        return 0.0
    stops, share = np.log2(level[lit]), share[lit]
    # Pixels that no path reached are unknown, not dark: those 20 EV below the brightest are ignored.
    seen = stops > stops.max() - 20.0
    stops, share = stops[seen], share[seen]
    middle = _weighted_median(stops, share)
    average = np.average(np.clip(stops, middle - _BELOW_EV, middle + _ABOVE_EV), weights=share)
    return float(np.log2(untone(_MID_GREY, curve)) - average)


def hold_highlights(exposure_ev: float, light: ArrayLike, product: ArrayLike, curve: Curve = "srgb") -> float:
    """A metered exposure, lowered until the product's brightest tenth is not clipped, as cameras do.

    Args:
        exposure_ev: As metered.
        light: Linear Rec. 709 light [H, W, 3].
        product: The product's share of each pixel [H, W], in [0, 1].
        curve: The curve the light will be developed with.

    Returns:
        EV, at most MOST_HELD_EV below `exposure_ev`; unchanged if there is no product.
    """
    level, share = luminance(light).ravel(), np.asarray(product, np.float64).ravel()
    own = level[(share > 0.5) & np.isfinite(level)]
    if not own.size:
        return exposure_ev
    bright = max(float(np.percentile(own, 90)), 1e-12)
    most = float(np.log2(untone(_HIGHLIGHT, curve) / bright))
    return max(min(exposure_ev, most), exposure_ev - MOST_HELD_EV)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(below, below[-1] / 2)])
