"""Reads OpenEXR files of Blender's multilayer writer with NumPy, into arrays by channel name.

File layout after "OpenEXR File Layout" (openexr.com): scanline files with one part or several; no, ZIPS and
ZIP compression; half, float and uint channels. Files are not trusted: every size is checked before use.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Pixels, Plane

MAGIC = 20000630
LONG_NAMES, MULTI_PART, _TILED, _DEEP = 0x400, 0x1000, 0x200, 0x800
NONE, ZIPS, ZIP = 0, 2, 3
LINES = {NONE: 1, ZIPS: 1, ZIP: 16}
"""Rows of pixels in a chunk, by compression."""
_TYPES: dict[int, np.dtype[Any]] = {0: np.dtype("<u4"), 1: np.dtype("<f2"), 2: np.dtype("<f4")}
_LARGEST = 1 << 28
"""Pixels of one channel: 16384²."""


class ExrError(ValueError):
    """A file that is not an OpenEXR of the kinds read here; says which file and why."""


@dataclass(frozen=True)
class ExrFile:
    """The content of an EXR file."""

    channels: dict[str, Plane]
    """By full channel name ("ViewLayer.Combined.R"): [H, W] of the data window, top row first. Bits of float
    channels are kept as they are (Cryptomatte hashes); half and uint are converted."""
    attributes: dict[str, str]
    """The header's string attributes (Cryptomatte manifests among them), all parts together."""


@dataclass(frozen=True)
class _Channel:
    name: str
    type: np.dtype[Any]


@dataclass(frozen=True)
class _Part:
    name: str
    channels: list[_Channel]
    compression: int
    width: int
    height: int
    top: int
    chunks: int
    strings: dict[str, str]


def read_exr(path: Path) -> ExrFile:
    """All channels and string attributes of a scanline EXR file.

    Raises:
        ExrError: Not an EXR, cut short, or of a kind that is not read here (tiles, deep pixels, other
            compression).
        OSError: The file cannot be opened.
    """
    data = path.read_bytes()
    try:
        return _parse(data)
    except ExrError as error:
        raise ExrError(f"{path}: {error}") from None
    except (struct.error, zlib.error, UnicodeDecodeError, IndexError) as error:
        raise ExrError(f"{path}: broken or cut short ({error})") from error


def _parse(data: bytes) -> ExrFile:
    if len(data) < 8 or struct.unpack_from("<i", data)[0] != MAGIC:
        raise ExrError("not an OpenEXR file")
    flags = struct.unpack_from("<i", data, 4)[0]
    if flags & 0xFF != 2 or flags & (_TILED | _DEEP):
        raise ExrError("tiled, deep or of another version; save it as a scanline EXR")
    multi = bool(flags & MULTI_PART)
    parts, position = _read_headers(data, multi)
    channels: dict[str, Plane] = {}
    strings: dict[str, str] = {}
    for number, part in enumerate(parts):
        offsets = struct.unpack_from(f"<{part.chunks}Q", data, position)
        position += 8 * part.chunks
        rows = _read_rows(data, part, offsets, number if multi else None)
        for name, values in _split_rows(rows, part).items():
            # With several parts a channel may be named inside its part only ("R" in part
            # "ViewLayer.Combined").
            full = f"{part.name}.{name}" if multi and part.name and "." not in name else name
            if full in channels:
                raise ExrError(f"two channels named {full!r}")
            channels[full] = values
        strings |= part.strings
    return ExrFile(channels, strings)


def _read_headers(data: bytes, multi: bool) -> tuple[list[_Part], int]:
    parts: list[_Part] = []
    position = 8
    while not (multi and parts and data[position] == 0):
        attributes: dict[str, tuple[str, bytes]] = {}
        while data[position] != 0:
            name, position = _text(data, position)
            kind, position = _text(data, position)
            size = struct.unpack_from("<i", data, position)[0]
            if not 0 <= size <= len(data) - position - 4:
                raise ExrError(f"attribute {name!r} claims {size} bytes")
            attributes[name] = (kind, data[position + 4 : position + 4 + size])
            position += 4 + size
        position += 1
        parts.append(_part(attributes, multi))
        if not multi:
            return parts, position
    return parts, position + 1


def _part(attributes: dict[str, tuple[str, bytes]], multi: bool) -> _Part:
    missing = {"channels", "compression", "dataWindow"} - set(attributes)
    if missing:
        raise ExrError(f"header without {sorted(missing)}")
    strings = {k: v.decode("utf-8", "replace") for k, (kind, v) in attributes.items() if kind == "string"}
    if multi and strings.get("type", "scanlineimage") != "scanlineimage":
        raise ExrError(f"a part of type {strings['type']!r}; only scanlineimage is read")
    compression = attributes["compression"][1][0]
    if compression not in LINES:
        raise ExrError(f"compression {compression}; not none, ZIPS or ZIP: save it with one of these")
    left, top, right, bottom = struct.unpack("<4i", attributes["dataWindow"][1])
    width, height = right - left + 1, bottom - top + 1
    if width < 1 or height < 1 or width * height > _LARGEST:
        raise ExrError(f"data window of {width}x{height} pixels")
    chunks = -(-height // LINES[compression])
    return _Part(
        strings.get("name", ""),
        _channels(attributes["channels"][1]),
        compression,
        width,
        height,
        top,
        chunks,
        strings,
    )


def _channels(data: bytes) -> list[_Channel]:
    found: list[_Channel] = []
    position = 0
    while data[position] != 0:
        name, position = _text(data, position)
        kind, _linear, across, down = struct.unpack_from("<iB3xii", data, position)
        if kind not in _TYPES or (across, down) != (1, 1):
            raise ExrError(f"channel {name!r} of type {kind}, sampled every {across}x{down} pixels")
        found.append(_Channel(name, _TYPES[kind]))
        position += 16
    return found


def _text(data: bytes, position: int) -> tuple[str, int]:
    end = data.find(b"\0", position, position + 256)
    if end < 0:
        raise ExrError("a name without an end")
    return data[position:end].decode("utf-8"), end + 1


def _read_rows(data: bytes, part: _Part, offsets: tuple[int, ...], number: int | None) -> Pixels:
    """The raw bytes of each row of pixels, [H, bytes a row]; `number` is the part's, None in a single-part
    file.
    """
    stride = part.width * sum(c.type.itemsize for c in part.channels)
    rows = np.empty((part.height, stride), np.uint8)
    filled = np.zeros(part.height, bool)
    for offset in offsets:
        if number is not None:
            if struct.unpack_from("<i", data, offset)[0] != number:
                raise ExrError("a chunk belongs to another part than its table says")
            offset += 4
        line, size = struct.unpack_from("<ii", data, offset)
        first = line - part.top
        if not 0 <= first < part.height or size < 0 or offset + 8 + size > len(data):
            raise ExrError("a chunk outside the picture or the file")
        count = min(LINES[part.compression], part.height - first)
        raw = data[offset + 8 : offset + 8 + size]
        # A chunk that would not shrink is stored uncompressed.
        if part.compression != NONE and size < count * stride:
            raw = _inflate(raw, count * stride)
        if len(raw) != count * stride:
            raise ExrError(f"row {line} holds {len(raw)} bytes, expected {count * stride}")
        rows[first : first + count] = np.frombuffer(raw, np.uint8).reshape(count, stride)
        filled[first : first + count] = True
    if not filled.all():
        raise ExrError(f"{int((~filled).sum())} rows are missing")
    return rows


def _inflate(raw: bytes, expected: int) -> bytes:
    """Undo ZIP: zlib, then differences of bytes, then even bytes in the first half and odd ones in the
    second.
    """
    packed = np.frombuffer(zlib.decompressobj().decompress(raw, expected + 1), np.uint8)
    if packed.size != expected:
        raise ExrError(f"a chunk unpacks to {packed.size} bytes or more, expected {expected}")
    steps = packed.copy()
    steps[1:] += np.uint8(128)
    plain = np.cumsum(steps, dtype=np.uint8)
    mixed = np.empty_like(plain)
    half = (expected + 1) // 2
    mixed[0::2], mixed[1::2] = plain[:half], plain[half:]
    return mixed.tobytes()


def _split_rows(rows: Pixels, part: _Part) -> dict[str, Plane]:
    found: dict[str, Plane] = {}
    start = 0
    for channel in part.channels:
        end = start + part.width * channel.type.itemsize
        values = np.ascontiguousarray(rows[:, start:end]).view(channel.type)
        found[channel.name] = values.astype(np.float32, copy=False)
        start = end
    return found
