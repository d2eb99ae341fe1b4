"""The visible part of a product behind an occluder."""

from __future__ import annotations

import numpy as np

from ..arrays import Plane
from ..render.planes import Layers

_LEAST = 0.02
"""A pixel with less coverage by the occluder counts as clear."""


def visible_part(room: Layers, studio: Layers) -> Plane:
    """The visible share of the product in each pixel of the input, in [0, 1] [H, W]; 1 without an occluder.

    The studio shows the whole product, the room its visible part. Both coverages come from few paths. So pixels without
    an occluder are not compared, and keep the studio's alpha.
    """
    whole = studio.alpha if studio.covered is None else studio.covered
    share = np.ones(whole.shape, np.float32)
    if room.in_front is None or room.covered is None:
        return share
    behind = (room.in_front > _LEAST) & (whole > 1e-3)
    share[behind] = np.clip(room.covered[behind] / whole[behind], 0.0, 1.0)
    # The remainder in nearly covered pixels is noise.
    share[share < _LEAST] = 0.0
    return share
