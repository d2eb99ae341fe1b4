"""Writes PNG files with zlib only: Blender's Python has no Pillow, and its own writer would need an image data-block.

Format: ISO/IEC 15948 (PNG), 8-bit grey and RGB, 16-bit grey, not interlaced.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB = 0, 2
_SUB, _UP = 1, 2
_LEVEL = 4
"""zlib's level: higher ones take three times as long and save some percent."""


def encode_png(image: NDArray[Any]) -> bytes:
    """A picture as the bytes of a PNG file.

    Args:
        image: An array: uint8 [H, W] (grey), uint8 [H, W, 3] (sRGB) or uint16 [H, W] (grey).

    Raises:
        ValueError: Another type or shape.
    """
    colour = image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8
    if not colour and not (image.ndim == 2 and image.dtype in (np.uint8, np.uint16)):
        known = "uint8 [H, W], uint8 [H, W, 3], uint16 [H, W]"
        raise ValueError(f"a PNG of {image.dtype} {list(image.shape)} is none of {known}")
    if 0 in image.shape:
        raise ValueError(f"a PNG of no pixels: {list(image.shape)}")
    height, width = image.shape[:2]
    depth = 8 * image.dtype.itemsize
    wide = image.astype(">u2") if depth == 16 else image
    rows = np.ascontiguousarray(wide).reshape(height, -1).view(np.uint8)
    head = struct.pack(">IIBBBBB", width, height, depth, _RGB if colour else _GREY, 0, 0, 0)
    scanlines = _filtered(rows, 3 if colour else depth // 8)
    chunks = [(b"IHDR", head)]
    if colour:
        chunks.append((b"sRGB", b"\x00"))
    chunks += [(b"IDAT", zlib.compress(scanlines.tobytes(), _LEVEL)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _filtered(rows: Pixels, step: int) -> Pixels:
    """Rows [H, bytes] as filtered scanlines [H, 1 + bytes]; each row takes Sub or Up, whichever leaves less.

    `step` is the number of bytes per pixel. The measure is the one that the PNG standard suggests: the sum of the bytes
    as signed numbers.
    """
    up = rows.copy()
    up[1:] -= rows[:-1]
    sub = rows.copy()
    sub[:, step:] -= rows[:, :-step]
    cost = [np.abs(f.view(np.int8).astype(np.int16)).sum(axis=1, dtype=np.int64) for f in (up, sub)]
    better = cost[0] <= cost[1]
    kind = np.where(better, _UP, _SUB).astype(np.uint8)
    return np.concatenate([kind[:, None], np.where(better[:, None], up, sub)], axis=1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
