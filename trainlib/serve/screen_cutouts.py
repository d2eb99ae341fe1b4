"""Cut-outs on disk, read at screen size."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trainlib.images.arrays import UInt8Array
from trainlib.images.mattes import read_matte
from trainlib.images.photos import read_colours
from trainlib.report.thumbnails import shrink


def small_cutout(path: Path, side: int) -> UInt8Array:
    """A cut-out at most `side` pixels large, uint8 [h, w, 4] sRGB with alpha."""
    alpha = np.round(read_matte(path).alpha * 255).astype(np.uint8)
    return np.dstack([shrink(read_colours(path), side), shrink(alpha, side)])


def on_white(cutout: UInt8Array) -> UInt8Array:
    """A cut-out uint8 [h, w, 4] laid on white, uint8 [h, w, 3] sRGB."""
    alpha = cutout[..., 3:].astype(np.float32) / 255
    return np.asarray(255 - alpha * (255 - cutout[..., :3].astype(np.float32)) + 0.5).astype(np.uint8)
