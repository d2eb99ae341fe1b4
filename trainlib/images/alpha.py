"""Alpha, how much of a pixel is product: 0 to 255 in files, 0 to 1 in computations, and its threshold for masks."""

from __future__ import annotations

import numpy as np

from trainlib.images.arrays import Float32Array, FloatArray, UInt8Array

# The mask is alpha at or above this level of 255, as the dataset's format has it.
MASK_LEVEL = 128
# The same of alpha from 0 to 1: between levels 127 and 128, since neither is an exact float.
MASK_THRESHOLD = 0.5


def to_float(levels: UInt8Array) -> Float32Array:
    """0..255 to [0, 1]."""
    return levels.astype(np.float32) / np.float32(255)


def to_uint8(values: FloatArray) -> UInt8Array:
    """[0, 1] to 0..255, rounded."""
    return (values * 255 + 0.5).astype(np.uint8)
