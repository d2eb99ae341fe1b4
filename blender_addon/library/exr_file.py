"""Checks from an OpenEXR's header whether Blender can read it as a plain image, and whether it is complete.

The layout is that of "OpenEXR File Layout" (openexr.com): magic number, version with flags, attributes, a table with
the offset of each chunk, chunks. Multi-part and deep files are refused by their flags: one whose parts differ in size
makes Blender 4.5 write outside its memory.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_TILED, _DEEP, _MULTI_PART = 1 << 9, 1 << 11, 1 << 12
_MOST_HEADER = 4 * 1024**2
"""The most bytes of a header; a preview image is its largest part."""
_LINES_OF_CHUNK = {0: 1, 1: 1, 2: 1, 3: 16, 4: 32, 5: 16, 6: 32, 7: 32, 8: 32, 9: 256}
"""Lines per chunk, by the number of the compression (none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB)."""
_COLOURS = ({"r", "g", "b"}, {"red", "green", "blue"}, {"y"})
"""Channels that Blender reads as an image; R alone is grey."""


class _HeaderError(ValueError):
    pass


@dataclass(frozen=True)
class _Header:
    flags: int
    attributes: dict[str, bytes]
    end: int
    """Where the table of offsets begins."""

    def numbers(self, name: str, layout: str) -> tuple[int, ...]:
        try:
            return struct.unpack_from(layout, self.attributes[name])
        except (KeyError, struct.error):
            raise _HeaderError from None


def exr_fault(path: Path, size: int) -> str:
    """Why Blender cannot use an OpenEXR file as a picture, in a few words; "" if no fault is known.

    Args:
        path: A file that begins with OpenEXR's magic number.
        size: Its bytes.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_MOST_HEADER)
        flags = struct.unpack_from("<I", data.ljust(8, b"\0"), 4)[0]
        if flags & _DEEP:
            return "it is a deep EXR; save it as a flat one with the channels R, G, B"
        if flags & _MULTI_PART:
            return "it is an EXR of several parts; save the picture alone, with the channels R, G, B"
        try:
            header = _read_header(data, flags)
            return _channels_fault(header.attributes.get("channels", b"")) or _chunks_fault(header, data, size, file)
        except _HeaderError:
            return "its EXR header is broken or cut short"


def _read_header(data: bytes, flags: int) -> _Header:
    attributes: dict[str, bytes] = {}
    at = 8
    while data[at : at + 1] != b"\0":
        name, at = _text(data, at)
        _, at = _text(data, at)
        (length,) = struct.unpack_from("<i", data.ljust(at + 4, b"\xff"), at)
        if length < 0 or at + 4 + length > len(data):
            raise _HeaderError
        attributes[name] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return _Header(flags, attributes, at + 1)


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A zero-terminated name, and where it ends."""
    end = data.find(b"\0", at, at + 256)
    if end <= at:
        raise _HeaderError
    return data[at:end].decode("utf-8", "replace"), end + 1


def _channels_fault(listed: bytes) -> str:
    sampling: dict[str, tuple[int, int]] = {}
    at = 0
    while listed[at : at + 1] not in (b"\0", b""):
        name, at = _text(listed, at)
        if at + 16 > len(listed):
            raise _HeaderError
        sampling[name] = struct.unpack_from("<ii", listed, at + 8)
        at += 16
    layered = [name for name in sampling if "." in name.strip(".")]
    if layered:
        return f"its channels are in layers ({layered[0]}); save the picture alone, with the channels R, G, B"
    names = {name.lower() for name in sampling}
    if names - {"a"} != {"r"} and not any(colours <= names for colours in _COLOURS):
        return f"its channels are {', '.join(sorted(sampling)) or 'none'}; expected R, G, B"
    if any(step != (1, 1) for step in sampling.values()):
        return "its colour is stored at half resolution (luminance and chroma), which Blender cannot read"
    return ""


def _chunks_fault(header: _Header, data: bytes, size: int, file: BinaryIO) -> str:
    """Whether the last chunk ends within the file, and none is missing from the table."""
    left, top, right, bottom = header.numbers("dataWindow", "<4i")
    width, height = right - left + 1, bottom - top + 1
    if width < 1 or height < 1:
        return "it has no pixels"
    if header.flags & _TILED:
        tile_width, tile_height, mode = header.numbers("tiles", "<IIB")
        if mode & 0x0F:
            return ""  # several resolutions: their chunks are not counted here
        count, front = -(-width // max(tile_width, 1)) * -(-height // max(tile_height, 1)), 16
    else:
        (compression,) = header.numbers("compression", "<B")
        if compression not in _LINES_OF_CHUNK:
            return f"it is compressed in a way that Blender does not know (number {compression})"
        count, front = -(-height // _LINES_OF_CHUNK[compression]), 4
    table = header.end + 8 * count
    if table > len(data):
        return "it is cut short" if len(data) == size else ""
    offsets = struct.unpack_from(f"<{count}Q", data, header.end)
    if min(offsets) < table:
        return "it is cut short: whatever wrote it did not finish"
    last = max(offsets)
    file.seek(last + front)
    length = file.read(4)
    whole = len(length) == 4 and last + front + 4 + struct.unpack("<i", length)[0] <= size
    return "" if whole else "it is cut short"
