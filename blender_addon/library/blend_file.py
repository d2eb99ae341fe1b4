"""What a .blend file says it holds, read without Blender: the objects and collections that are marked as assets.

A .blend is a header and a row of blocks, each with a code, a length and data; the block "DNA1", near the end, describes
the structs of them all. Formats: Blender's doc/blender_file_format (12-byte header) and, from Blender 5.0 on,
blenloader's BLO_core_blend_header.hh (17-byte header and 64-bit lengths).
"""

from __future__ import annotations

import gzip
import importlib
import io
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
KINDS: dict[bytes, Literal["object", "collection"]] = {b"OB": "object", b"GR": "collection"}
_HEAD = 1024
"""Bytes kept of an object's or collection's block: its ID, which stands first, is shorter."""
_MOST_BLOCKS = 50_000_000


class BlendFileError(ValueError):
    """A .blend that cannot be read; the message says why in a few words, without the file's name."""


@dataclass(frozen=True)
class Marked:
    """An object or collection that was marked as an asset."""

    kind: Literal["object", "collection"]
    name: str


@dataclass(frozen=True)
class _Layout:
    """How this file writes numbers and block headers."""

    order: Literal["<", ">"]
    pointer: int
    block: str
    """Struct of a block's header."""
    length_at: int
    """Which of that struct's numbers is the data's length."""


def marked_assets(path: Path) -> tuple[Marked, ...]:
    """The objects and collections of a .blend that are marked as assets, sorted; empty where none is.

    What the file links from other files is not its own and not among them.

    Raises:
        BlendFileError: No .blend, one that is cut short, or compressed in a way this Python cannot read.
        OSError: The file cannot be opened.
    """
    with _opened(path) as file:
        layout = _layout(file)
        heads: list[tuple[bytes, bytes]] = []
        dna = b""
        size = struct.calcsize(layout.block)
        for _ in range(_MOST_BLOCKS):
            header = struct.unpack(layout.block, _exactly(file, size))
            code, length = header[0].rstrip(b"\0"), header[layout.length_at]
            if code == b"ENDB":
                break
            if length < 0:
                raise BlendFileError("its blocks make no sense")
            kept = length if code == b"DNA1" else min(length, _HEAD) if code in KINDS else 0
            data = _exactly(file, kept)
            _skip(file, length - kept)
            if code == b"DNA1":
                dna = data
            elif code in KINDS:
                heads.append((code, data))
    try:
        mark_at, name_at, name_length = _id_fields(dna, layout)
    except (struct.error, IndexError, ValueError) as error:
        raise BlendFileError("it does not describe its own structs") from error
    found = set()
    for code, head in heads:
        if any(head[mark_at : mark_at + layout.pointer]):
            name = head[name_at : name_at + name_length].split(b"\0")[0][2:]  # "OBMug": a code and the name
            found.add(Marked(KINDS[code], name.decode("utf-8", "replace")))
    return tuple(sorted(found, key=lambda mark: (mark.name, mark.kind)))


def _opened(path: Path) -> IO[bytes]:
    """The file's plain bytes, whatever it is compressed with."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == GZIP:
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if magic == ZSTD:
        return _zstd(path)
    return path.open("rb")


def _zstd(path: Path) -> IO[bytes]:
    """Python has Zstandard from 3.14 on; Blender carries the module `zstandard` for its own scripts."""
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


def _layout(file: IO[bytes]) -> _Layout:
    head = file.read(12)
    if head[:7] != b"BLENDER":
        raise BlendFileError("it is no .blend file")
    match = re.fullmatch(rb"BLENDER(?:([-_])([vV])\d{3}|(\d\d)-(\d\d))", head)
    if match is None:
        raise BlendFileError("its header is unknown")
    if match[3] is not None:
        rest = _exactly(file, int(match[3]) - 12)
        if match[4] != b"01" or rest[:1] != b"v":
            raise BlendFileError("it was written by a Blender newer than this add-on knows")
        return _Layout("<", 8, "<4siQqq", 3)
    order: Literal["<", ">"] = "<" if match[2] == b"v" else ">"
    pointer = 8 if match[1] == b"-" else 4
    return _Layout(order, pointer, f"{order}4si{'Q' if pointer == 8 else 'I'}ii", 1)


def _exactly(file: IO[bytes], count: int) -> bytes:
    try:
        data = file.read(count) if count else b""
    except Exception as error:  # each compression has an error of its own
        raise BlendFileError(f"its compression is broken ({error})") from error
    if len(data) != count:
        raise BlendFileError("it is cut short")
    return data


def _skip(file: IO[bytes], count: int) -> None:
    """Move on by `count` bytes; a seek beyond the end is noticed at the next block, whose header is not there."""
    if file.seekable() and not isinstance(file, gzip.GzipFile):
        file.seek(count, io.SEEK_CUR)
        return
    while count > 0:
        count -= len(_exactly(file, min(count, 1 << 20)))


def _id_fields(dna: bytes, layout: _Layout) -> tuple[int, int, int]:
    """Where the struct ID has its `asset_data` pointer and its name, and the name's length, in bytes.

    Raises:
        ValueError, IndexError, struct.error: The description is broken.
    """
    order = layout.order
    if dna[:4] != b"SDNA":
        raise ValueError("no SDNA")
    names, at = _strings(dna, 4, b"NAME", order)
    types, at = _strings(dna, at, b"TYPE", order)
    at = _found(dna, at, b"TLEN")
    lengths = struct.unpack_from(f"{order}{len(types)}H", dna, at)
    at = _found(dna, at + 2 * len(types), b"STRC")
    (count,) = struct.unpack_from(f"{order}i", dna, at)
    at += 4
    for _ in range(count):
        kind, fields = struct.unpack_from(f"{order}2H", dna, at)
        at += 4
        if types[kind] == "ID":
            return _offsets(struct.unpack_from(f"{order}{2 * fields}H", dna, at), names, lengths, layout.pointer)
        at += 4 * fields
    raise ValueError("no struct ID")


def _offsets(fields: tuple[int, ...], names: list[str], lengths: tuple[int, ...], pointer: int) -> tuple[int, int, int]:
    found: dict[str, tuple[int, int]] = {}
    offset = 0
    for kind, name in zip(fields[::2], fields[1::2], strict=True):
        text = names[name]
        size = pointer if text.startswith(("*", "(")) else lengths[kind]
        for dimension in re.findall(r"\[(\d+)\]", text):
            size *= int(dimension)
        found[text.partition("[")[0]] = (offset, size)
        offset += size
    if "name" not in found or "*asset_data" not in found:
        raise ValueError("a Blender before 3.0")
    return found["*asset_data"][0], *found["name"]


def _strings(dna: bytes, at: int, tag: bytes, order: str) -> tuple[list[str], int]:
    at = _found(dna, at, tag)
    (count,) = struct.unpack_from(f"{order}i", dna, at)
    at += 4
    texts = []
    for _ in range(count):
        end = dna.index(b"\0", at)
        texts.append(dna[at:end].decode("ascii", "replace"))
        at = end + 1
    return texts, at


def _found(dna: bytes, at: int, tag: bytes) -> int:
    """The place behind a tag, which stands at the next multiple of four."""
    at = -(-at // 4) * 4
    if dna[at : at + 4] != tag:
        raise ValueError(f"no {tag.decode()}")
    return at + 4
