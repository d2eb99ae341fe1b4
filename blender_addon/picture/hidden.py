"""The part of a product that something in front of it hides in the input."""

from __future__ import annotations

import numpy as np

from ..arrays import Plane
from ..render.planes import Layers

_LEAST = 0.02
"""A pixel that what is in front covers less than this counts as clear."""


def visible_part(room: Layers, studio: Layers) -> Plane:
    """How much of each pixel's product is seen in the input, in [0, 1] [H, W]; 1 where nothing was put in front.

    The studio shows the product alone, so its coverage there is the whole and the room's is what is left. Both are
    counted from few paths: where nothing stands in front they are not compared, and the studio's alpha stays as it is.
    """
    whole = studio.alpha if studio.covered is None else studio.covered
    share = np.ones(whole.shape, np.float32)
    if room.in_front is None or room.covered is None:
        return share
    behind = (room.in_front > _LEAST) & (whole > 1e-3)
    share[behind] = np.clip(room.covered[behind] / whole[behind], 0.0, 1.0)
    # What is left in nearly covered pixels is noise.
    share[share < _LEAST] = 0.0
    return share
