"""Checks from a TIFF's directory whether the whole first image is in the file."""

from __future__ import annotations

import struct
from typing import BinaryIO

_OFFSETS, _LENGTHS = (273, 324), (279, 325)
"""Tags of the offsets and lengths of strips and tiles (TIFF 6.0, sections 3 and 15)."""
_SIZES = {3: "H", 4: "I", 16: "Q"}
_MOST = 1_000_000
"""The most strips or tiles of an image."""


def tiff_is_whole(file: BinaryIO, start: bytes, size: int) -> bool:
    """Whether the first image's strips or tiles end within the file. BigTIFF always passes."""
    order = "<" if start[:2] == b"II" else ">"
    if struct.unpack_from(order + "H", start, 2)[0] != 42:
        return True
    try:
        (directory,) = struct.unpack_from(order + "I", start, 4)
        file.seek(directory)
        (entries,) = struct.unpack(order + "H", file.read(2))
        table = file.read(12 * entries)
        found: dict[int, tuple[int, ...]] = {}
        for at in range(0, 12 * entries, 12):
            tag, kind, count = struct.unpack_from(order + "HHI", table, at)
            if tag in (*_OFFSETS, *_LENGTHS) and kind in _SIZES and count <= _MOST:
                found[tag] = _values(file, order, _SIZES[kind], count, table[at + 8 : at + 12])
    except struct.error:
        return False
    for offsets, lengths in zip(_OFFSETS, _LENGTHS, strict=True):
        if offsets in found:
            ends = zip(found[offsets], found.get(lengths, ()), strict=False)
            return all(offset + length <= size for offset, length in ends)
    return False


def _values(file: BinaryIO, order: str, letter: str, count: int, inline: bytes) -> tuple[int, ...]:
    layout = f"{order}{count}{letter}"
    length = struct.calcsize(layout)
    if length <= 4:
        return struct.unpack_from(layout, inline)
    file.seek(struct.unpack(order + "I", inline)[0])
    return struct.unpack(layout, file.read(length))
