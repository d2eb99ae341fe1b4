"""Checks image files by their content: the format, and whether the file is complete.

Blender also goes by the content, not by the file's ending. It silently fills the rest of a half-downloaded JPEG or HDRI
with grey or black. So headers and ends of files are checked before anything is rendered.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO

from .exr_file import exr_fault
from .tiff_file import tiff_is_whole

_START = 4096
_MARKS = (
    ("OpenEXR", re.compile(rb"\x76\x2f\x31\x01")),
    ("Radiance", re.compile(rb"#\?(RADIANCE|RGBE)")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("TIFF", re.compile(rb"II[*+]\0|MM\0[*+]")),
    ("WebP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("BMP", re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)),
    # No magic number: a colour map or none, one of six types, and 8 to 32 bits a pixel.
    ("Targa", re.compile(rb".[\0\x01][\x01\x02\x03\x09\x0a\x0b].{13}[\x08\x0f\x10\x18\x20]", re.DOTALL)),
)
HDR_FORMATS = ("OpenEXR", "Radiance")
_ALL_FORMATS = tuple(name for name, _ in _MARKS)
_ENDINGS = {
    "OpenEXR": (".exr",),
    "Radiance": (".hdr",),
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "TIFF": (".tif", ".tiff"),
    "WebP": (".webp",),
    "BMP": (".bmp",),
    "Targa": (".tga",),
}


def image_format(start: bytes) -> str:
    """The format of an image file with these first bytes, one of `_ALL_FORMATS`, or ""."""
    return next((name for name, mark in _MARKS if mark.match(start)), "")


def image_fault(path: Path, formats: Collection[str] = _ALL_FORMATS) -> str:
    """Why an image file cannot be used, in a few words without its name; "" if no fault is known.

    Args:
        path: The file.
        formats: Those that will do.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            return "the file is empty"
        with path.open("rb") as file:
            start = file.read(_START)
            found = image_format(start)
            if found == "":
                return "it is not an image, or of a format that is not read here"
            if found not in formats:
                return f"it is a {found} image, expected {' or '.join(formats)}"
            if found == "OpenEXR":
                return exr_fault(path, size)
            return "" if _WHOLE[found](file, start, size) else "it is cut short"
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"


def misnamed(path: Path) -> str:
    """The format of an image if its ending is that of another one, else ""; OSError if it cannot be read."""
    with path.open("rb") as file:
        found = image_format(file.read(_START))
    return "" if found == "" or path.suffix.lower() in _ENDINGS[found] else found


def _radiance(file: BinaryIO, start: bytes, size: int) -> bool:
    """Whether all lines are there. Each begins with a mark, which is counted; only the last line is decoded."""
    head = re.search(rb"\n\n([^\n]*)\n", start)
    sides = re.match(rb"[-+][XY] +(\d{1,7}) +[-+][XY] +(\d{1,7})\s*$", head[1]) if head else None
    if head is None or sides is None:
        return False
    height, width = int(sides[1]), int(sides[2])
    mark = b"\x02\x02" + struct.pack(">H", width & 0xFFFF)
    file.seek(head.end())
    pixels = file.read()
    if not 8 <= width < 0x8000 or not pixels.startswith(mark):
        # Pixels one by one, or runs of the older kind, which may be of any length.
        return len(pixels) >= 4 * width * height or b"\x01\x01\x01" in pixels
    return pixels.count(mark) >= height and _runs_cover(pixels, pixels.rfind(mark) + 4, 4 * width)


def _runs_cover(data: bytes, at: int, count: int) -> bool:
    """Whether the runs from `at` on give `count` bytes. A length above 128 repeats the next byte, others copy bytes."""
    while count > 0:
        if at >= len(data):
            return False
        length = data[at]
        count -= length - 128 if length > 128 else max(length, 1)
        at += 2 if length > 128 else 1 + length
    return at <= len(data)


def _png(file: BinaryIO, start: bytes, size: int) -> bool:
    at = 8
    while at + 12 <= size:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        at += 12 + int(length)
        if name == b"IEND":
            return at <= size
    return False


def _jpeg(file: BinaryIO, start: bytes, size: int) -> bool:
    """Whether the end mark follows the pixels. Segments before them may hold a thumbnail with its own end mark."""
    at = 2
    while True:
        file.seek(at)
        segment = file.read(4)
        if len(segment) < 4 or segment[0] != 0xFF:
            return False
        if segment[1] == 0xFF:  # a byte of filling before the mark
            at += 1
            continue
        at += 2 + struct.unpack(">H", segment[2:])[0]
        if segment[1] == 0xDA:
            break
    if at >= size:
        return False
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.rfind(b"\xff\xd9", at) >= 0


def _webp(file: BinaryIO, start: bytes, size: int) -> bool:
    (length,) = struct.unpack_from("<I", start, 4)
    return int(length) + 8 <= size + 1  # a last byte of padding may be left off


def _bmp(file: BinaryIO, start: bytes, size: int) -> bool:
    whole, _, pixels = struct.unpack_from("<III", start, 2)
    return int(pixels) < size and int(whole) <= size  # some writers say 0 for the whole


def _targa(file: BinaryIO, start: bytes, size: int) -> bool:
    kind, map_length, map_bits = start[2], *struct.unpack_from("<HB", start, 5)
    width, height, bits = struct.unpack_from("<HHB", start, 12)
    head = 18 + start[0] + map_length * -(-map_bits // 8)
    pixels = width * height
    least = pixels * -(-bits // 8) if kind < 8 else pixels // 128  # 9 to 11: run lengths of at most 128
    return bool(pixels > 0 and head + least <= size)


def _tiff(file: BinaryIO, start: bytes, size: int) -> bool:
    return tiff_is_whole(file, start, size)


_WHOLE: dict[str, Callable[[BinaryIO, bytes, int], bool]] = {
    "Radiance": _radiance,
    "PNG": _png,
    "JPEG": _jpeg,
    "TIFF": _tiff,
    "WebP": _webp,
    "BMP": _bmp,
    "Targa": _targa,
}
