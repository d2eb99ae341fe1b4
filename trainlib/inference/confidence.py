"""How sure a network is of its matte."""

from __future__ import annotations

import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array


def confidence(ahead: Float32Array, mirrored: Float32Array | None) -> float:
    """How sure the network is of its matte, from 0 (a person should look) to 1; a rank, not a probability.

    The product of two numbers, both on the network's own mattes p, before anything is cleaned up:
    decisiveness, the mean of |2p - 1| over all pixels that may be product (p > 0.05), and agreement, the
    soft intersection over union of the matte and that of the mirrored photo, sum(min) / sum(max). Without a
    mirrored matte, decisiveness alone. 0 where no pixel is more product than not.

    Args:
        ahead: float32 [h, w] in [0, 1].
        mirrored: the same of the mirrored photo, mirrored back, or None.
    """
    mean = ahead if mirrored is None else (ahead + mirrored) / 2
    if not (mean > MASK_THRESHOLD).any():
        return 0.0
    decisiveness = float(np.abs(2 * mean[mean > 0.05] - 1).mean())
    if mirrored is None:
        return decisiveness
    return decisiveness * float(np.minimum(ahead, mirrored).sum() / np.maximum(ahead, mirrored).sum())
