"""Reads the PNG files that `png.encode_png` writes, with zlib and NumPy only."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Pixels
from .png import SIGNATURE

_CHANNELS = {0: 1, 2: 3}
_NONE, _SUB, _UP = 0, 1, 2


def decode_png(data: bytes) -> NDArray[Any]:
    """A picture from the bytes of a PNG file that this program has written.

    Returns:
        uint8 [H, W] or uint16 [H, W] (grey), or uint8 [H, W, 3] (sRGB).

    Raises:
        ValueError: No PNG, a broken one, or one with features that `encode_png` does not use.
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    head, packed = b"", b""
    for kind, body in _chunks(data):
        if kind == b"IHDR":
            head = body
        elif kind == b"IDAT":
            packed += body
    if len(head) != 13:
        raise ValueError("a PNG without a header")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if depth not in (8, 16) or colour not in _CHANNELS or interlaced or (depth == 16 and colour):
        raise ValueError(f"a PNG of {depth} bits and colour type {colour}, which this program does not write")
    step = _CHANNELS[colour] * depth // 8
    try:
        lines = np.frombuffer(zlib.decompress(packed), np.uint8)
        rows = _unfiltered(lines.reshape(height, 1 + width * step), step)
    except (zlib.error, ValueError) as error:
        raise ValueError(f"a broken PNG: {error}") from error
    if depth == 16:
        return rows.view(">u2").astype(np.uint16)
    return rows.reshape(height, width, 3) if colour else rows


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def _unfiltered(lines: Pixels, step: int) -> Pixels:
    """Filtered scanlines [H, 1 + bytes] as rows [H, bytes]; differences are undone modulo 256."""
    rows = lines[:, 1:].copy()
    for y, kind in enumerate(lines[:, 0]):
        if kind == _SUB:
            rows[y] = np.cumsum(rows[y].reshape(-1, step), axis=0, dtype=np.uint8).ravel()
        elif kind == _UP and y:
            rows[y] += rows[y - 1]
        elif kind not in (_NONE, _UP):
            raise ValueError(f"row {y} has filter {kind}")
    return rows
