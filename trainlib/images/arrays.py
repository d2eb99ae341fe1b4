"""Types of arrays. Shapes, ranges and colour spaces are in docstrings."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]
UInt8Array = npt.NDArray[np.uint8]
Float32Array = npt.NDArray[np.float32]
# Of any precision.
FloatArray = npt.NDArray[np.floating]


def size_of(image: Array) -> tuple[int, int]:
    """The height and width of an array [H, W] or [H, W, C]."""
    return image.shape[0], image.shape[1]
