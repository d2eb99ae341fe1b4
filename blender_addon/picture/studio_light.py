"""The studio's light and exposure, metered on the product: neither clipped nor dull, and white still seen on white."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import Floats, Plane
from .blur import gaussian_blur, smoothstep
from .develop import luminance
from .light_layers import mix

_WHITE_LEVEL = 0.96
"""Linear level that the product's brightest parts may reach before it is stopped down."""
_DULL_LEVEL = 0.22
"""Linear level that they should reach; a darker product is lifted, by a stop at most."""
EDGE_LEVEL = 0.76
"""Linear level that its outline may have: 226 of 255, which the eye parts from the paper's white."""
_MOST_STOPS = 1.0
_RIM_ON_WHITE = 0.25
"""Gain that is left to the rim light where the outline is as pale as the paper: it would wash that out."""


def hold_rim(light: Mapping[str, Plane], alpha: ArrayLike, gains: Mapping[str, float]) -> dict[str, float]:
    """The studio's gains with the rim light turned down as far as the product's outline is pale.

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
    """Exposure in EV for the packshot: nothing clipped and nothing dull, and white still white, black still black.

    0 unless the product's brightest two per cent leave [_DULL_LEVEL, _WHITE_LEVEL], or its outline is as pale as the
    paper; never more than a stop.

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
    """Median luminance of the product just inside its outline; 0 where no pixel there is all product.

    Arguments as in `studio_exposure`.
    """
    cover = np.asarray(alpha, np.float64)
    band = (cover > 0.99) & (gaussian_blur(cover, max(1.0, 0.006 * max(cover.shape))) < 0.97)
    return float(np.median(luminance(light)[band])) if band.any() else 0.0
