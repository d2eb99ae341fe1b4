"""Reads the blocks of a .blend file without Blender, compressed or not.

A .blend is a header and a sequence of blocks, each with a code, a length and data. Formats: Blender's
doc/blender_file_format (12-byte header) and, from Blender 5.0 on, blenloader's BLO_core_blend_header.hh (17-byte header
and 64-bit lengths).
"""

from __future__ import annotations

import gzip
import importlib
import io
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MOST_BLOCKS = 50_000_000


class BlendFileError(ValueError):
    """A .blend that cannot be read; the message says why in a few words, without the file's name."""


@dataclass(frozen=True)
class Layout:
    """The file's byte order and block header."""

    order: Literal["<", ">"]
    pointer: int
    block: str
    """Struct of a block's header."""
    length_at: int
    """Index of the data's length in that struct."""


@dataclass(frozen=True)
class Block:
    """One block."""

    code: bytes
    address: int
    """Its address in memory, to which pointers refer."""
    data: bytes
    """The requested number of bytes from its start."""


def read_blocks(path: Path, kept: Mapping[bytes, int]) -> tuple[Layout, list[Block]]:
    """The blocks with the codes of `kept`, in the order of the file, each with at most so many bytes of data.

    Raises:
        BlendFileError: It is not a .blend, is truncated, or uses a compression that this Python cannot read.
        OSError: The file cannot be opened.
    """
    with _opened(path) as file:
        layout = _layout(file)
        return layout, list(_blocks(file, layout, kept))


def _blocks(file: IO[bytes], layout: Layout, kept: Mapping[bytes, int]) -> Iterator[Block]:
    size = struct.calcsize(layout.block)
    for _ in range(_MOST_BLOCKS):
        header = struct.unpack(layout.block, _exactly(file, size))
        code, length = header[0].rstrip(b"\0"), header[layout.length_at]
        if code == b"ENDB":
            return
        if length < 0:
            raise BlendFileError("its blocks make no sense")
        wanted = min(length, kept.get(code, 0))
        data = _exactly(file, wanted)
        _skip(file, length - wanted)
        if code in kept:
            yield Block(code, header[2], data)


def _opened(path: Path) -> IO[bytes]:
    """The file's uncompressed bytes."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == GZIP:
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if magic == ZSTD:
        return _zstd(path)
    return path.open("rb")


def _zstd(path: Path) -> IO[bytes]:
    """Zstandard: Python has it from 3.14 on, Blender ships the module `zstandard`."""
    try:
        return importlib.import_module("compression.zstd").open(path, "rb")  # type: ignore[no-any-return]
    except ImportError:
        pass
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError as error:
        raise BlendFileError(
            "it is compressed and this Python has no module zstandard; save it without compression"
        ) from error
    raw = path.open("rb")
    stream = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=True)
    return io.BufferedReader(stream)


def _layout(file: IO[bytes]) -> Layout:
    head = file.read(12)
    if head[:7] != b"BLENDER":
        raise BlendFileError("it is not a .blend file")
    match = re.fullmatch(rb"BLENDER(?:([-_])([vV])\d{3}|(\d\d)-(\d\d))", head)
    if match is None:
        raise BlendFileError("its header is unknown")
    if match[3] is not None:
        rest = _exactly(file, int(match[3]) - 12)
        if match[4] != b"01" or rest[:1] != b"v":
            raise BlendFileError("it was written by a Blender newer than this add-on knows")
        return Layout("<", 8, "<4siQqq", 3)
    order: Literal["<", ">"] = "<" if match[2] == b"v" else ">"
    pointer = 8 if match[1] == b"-" else 4
    return Layout(order, pointer, f"{order}4si{'Q' if pointer == 8 else 'I'}ii", 1)


def _exactly(file: IO[bytes], count: int) -> bytes:
    try:
        data = file.read(count) if count else b""
    except Exception as error:  # each compression has its own exception
        raise BlendFileError(f"its compression is broken ({error})") from error
    if len(data) != count:
        raise BlendFileError("it is cut short")
    return data


def _skip(file: IO[bytes], count: int) -> None:
    """Skip `count` bytes. A seek beyond the end is noticed at the next block, whose header is missing."""
    if file.seekable() and not isinstance(file, gzip.GzipFile):
        file.seek(count, io.SEEK_CUR)
        return
    while count > 0:
        count -= len(_exactly(file, min(count, 1 << 20)))
