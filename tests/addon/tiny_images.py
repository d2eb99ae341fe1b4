"""The smallest whole image of each format, byte by byte: some to be taken apart, none to be looked at."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

_CHUNK = struct.Struct(">I4s")


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return _CHUNK.pack(len(data), name) + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def jpeg(pixels: bytes = b"\x7f\xff\x00\x55") -> bytes:
    """Segments as a camera writes them, a small picture with an end mark of its own in the first; not decodable."""

    def segment(mark: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data

    small = segment(0xE1, b"Exif\0\0" + b"\xff\xd8\xff\xd9")
    return b"\xff\xd8" + small + b"\xff" + segment(0xDA, b"\x01\x01\0\0\x3f\0") + pixels + b"\xff\xd9"


def tiff(order: str = "<") -> bytes:
    mark = b"II" if order == "<" else b"MM"
    tags = [(256, 3, 1, 4), (257, 3, 1, 4), (273, 4, 2, 80), (279, 4, 2, 88)]
    entries = b"".join(
        struct.pack(order + "HHI", tag, kind, count)
        + (struct.pack(order + "H2x", value) if kind == 3 else struct.pack(order + "I", value))
        for tag, kind, count, value in tags
    )
    head = mark + struct.pack(order + "HIH", 42, 8, len(tags)) + entries + struct.pack(order + "I", 0)
    return head.ljust(80, b"\0") + struct.pack(order + "4I", 96, 104, 8, 8) + b"\x80" * 16


def webp() -> bytes:
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8L" + struct.pack("<I", 10) + b"\x2f" + b"\0" * 9


def bmp() -> bytes:
    return b"BM" + struct.pack("<IIIIiiHH", 58, 0, 54, 40, 1, 1, 1, 24) + b"\0" * 24 + b"\x80" * 4


def tga() -> bytes:
    return struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 2, 2, 24, 0) + b"\x80" * 12


def radiance(width: int = 8, height: int = 4) -> bytes:
    """Grey, in runs, as every program writes it today."""
    line = b"\x02\x02" + struct.pack(">H", width) + bytes((128 + width, 128)) * 4
    return b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n" % (height, width) + line * height


def exr(channels: Mapping[str, tuple[int, int]] | None = None, flags: int = 0, lines: int = 4) -> bytes:
    """An uncompressed scanline EXR of half floats, 4 pixels wide.

    Args:
        channels: Sampling by name.
        flags: Bits of the version's field to be set whether they are true or not.
        lines: Height.
    """
    channels = {"B": (1, 1), "G": (1, 1), "R": (1, 1)} if channels is None else channels

    def attribute(name: str, kind: str, data: bytes) -> bytes:
        return f"{name}\0{kind}\0".encode() + struct.pack("<i", len(data)) + data

    listed = b"".join(name.encode() + b"\0" + struct.pack("<iB3xii", 1, 0, *step) for name, step in channels.items())
    window = struct.pack("<4i", 0, 0, 3, lines - 1)
    head = struct.pack("<II", 20000630, 2 | flags)
    head += attribute("channels", "chlist", listed + b"\0") + attribute("compression", "compression", b"\0")
    head += attribute("dataWindow", "box2i", window) + attribute("displayWindow", "box2i", window)
    head += attribute("lineOrder", "lineOrder", b"\0") + attribute("pixelAspectRatio", "float", struct.pack("<f", 1))
    head += attribute("screenWindowCenter", "v2f", struct.pack("<2f", 0, 0))
    head += attribute("screenWindowWidth", "float", struct.pack("<f", 1)) + b"\0"
    row = struct.pack("<e", 0.5) * 4 * len(channels)
    chunks = [struct.pack("<ii", line, len(row)) + row for line in range(lines)]
    first = len(head) + 8 * lines
    offsets = [first + line * (8 + len(row)) for line in range(lines)]
    return head + struct.pack(f"<{lines}Q", *offsets) + b"".join(chunks)


WHOLE = {
    ".png": png(),
    ".jpg": jpeg(),
    ".jpeg": jpeg(),
    ".tif": tiff(),
    ".tiff": tiff(">"),
    ".webp": webp(),
    ".bmp": bmp(),
    ".tga": tga(),
    ".hdr": radiance(),
    ".exr": exr(),
}
"""By ending."""


def write_images(folder: Path, *names: str) -> Path:
    """Whole images of these names below a folder, which comes back."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WHOLE[path.suffix.lower()])
    return folder
