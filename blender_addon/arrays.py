"""Types of arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""A layer of a render, [H, W] or [H, W, 3], row 0 on top."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pixels = NDArray[np.uint8]
"""8-bit values of a picture, [H, W] or [H, W, 3]."""
Mask = NDArray[np.bool_]
