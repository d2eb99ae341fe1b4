"""Meters the studio on the product: neither clipped nor dull, and white products stay visible on white."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats, Plane
from .blur import gaussian_blur, smoothstep
from .develop import luminance
from .light_layers import mix

_WHITE_LEVEL = 0.96
"""Linear level that the product's brightest parts may reach before the exposure is lowered."""
_DULL_LEVEL = 0.22
"""Linear level that they should reach; a darker product is brightened, by a stop at most."""
EDGE_LEVEL = 0.76
"""Linear level that its outline may have: 226 of 255, visibly darker than white paper."""
_MOST_STOPS = 1.0
_RIM_ON_WHITE = 0.25
"""Gain of the rim light for an outline as pale as the paper, which more light would wash out."""


def hold_rim(light: Mapping[str, Plane], alpha: ArrayLike, gains: Mapping[str, float]) -> dict[str, float]:
    """The studio's gains with less rim light for a paler outline of the product.

    Args:
        light: By group, linear Rec. 709, premultiplied [H, W, 3]; "rim" is the group that is turned down.
        alpha: The product's coverage in [0, 1] [H, W].
        gains: As drawn.
    """
    if "rim" not in gains:
        return dict(gains)
    pale = float(smoothstep(0.35, 0.75, outline_level(mix(light, gains), alpha)))
    return {**gains, "rim": round(gains["rim"] * (1.0 - (1.0 - _RIM_ON_WHITE) * pale), 6)}


def studio_exposure(light: Floats, alpha: ArrayLike) -> float:
    """Exposure in EV for the packshot: nothing clipped or dull, and white and black stay white and black.

    0 unless the product's brightest two per cent are outside [_DULL_LEVEL, _WHITE_LEVEL], or its outline is as pale as
    the paper. Never more than a stop.

    Args:
        light: Linear Rec. 709, premultiplied [H, W, 3].
        alpha: The product's coverage in [0, 1] [H, W].
    """
    own = light[np.asarray(alpha) > 0.99].max(-1)
    if not own.size:
        return 0.0
    bright = max(float(np.percentile(own, 98)), 1e-4)
    wanted = min(max(bright, _DULL_LEVEL), _WHITE_LEVEL)
    gain = min(wanted / bright, EDGE_LEVEL / max(outline_level(light, alpha), 1e-4))
    return round(float(np.clip(np.log2(gain), -_MOST_STOPS, _MOST_STOPS)), 6)


def outline_level(light: ArrayLike, alpha: ArrayLike) -> float:
    """Median luminance of the product just inside its outline; 0 if no pixel there is fully product.

    Arguments as in `studio_exposure`.
    """
    cover = np.asarray(alpha, np.float64)
    band = (cover > 0.99) & (gaussian_blur(cover, max(1.0, 0.006 * max(cover.shape))) < 0.97)
    return float(np.median(luminance(light)[band])) if band.any() else 0.0
