"""Alpha at another size: area down, cubic up."""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.arrays import Float32Array

# How far a smaller mask's aspect ratio may differ from its photo's: by rounding.
SHAPE_TOLERANCE = 0.02


def to_size(alpha: Float32Array, size: tuple[int, int]) -> Float32Array:
    """Bring a map [h, w] to (height, width): by area where smaller, cubic where larger, within [0, 1]."""
    if alpha.shape == size:
        return alpha
    smaller = size[0] * size[1] < alpha.size
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    # Cubic overshoots beside hard edges.
    return np.clip(cv2.resize(alpha, (size[1], size[0]), interpolation=how), 0, 1).astype(np.float32)


def same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two (height, width) are one picture at two sizes."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= SHAPE_TOLERANCE
