"""The layout of a .blend file's structs, from its block "DNA1". Format: Blender's makesdna."""

from __future__ import annotations

import re
import struct

from .blend_blocks import BlendFileError, Layout


def struct_fields(dna: bytes, layout: Layout, name: str) -> dict[str, tuple[int, int]]:
    """The fields of the struct `name` as {name: (offset, size)} in bytes; a pointer's name begins with a star.

    Raises:
        BlendFileError: The description is broken, or has no such struct.
    """
    try:
        return _fields(dna, layout, name)
    except (struct.error, IndexError, ValueError) as error:
        raise BlendFileError("it does not describe its own structs") from error


def _fields(dna: bytes, layout: Layout, name: str) -> dict[str, tuple[int, int]]:
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
        if types[kind] == name:
            return _offsets(struct.unpack_from(f"{order}{2 * fields}H", dna, at), names, lengths, layout.pointer)
        at += 4 * fields
    raise ValueError(f"no struct {name}")


def _offsets(
    fields: tuple[int, ...], names: list[str], lengths: tuple[int, ...], pointer: int
) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    offset = 0
    for kind, name in zip(fields[::2], fields[1::2], strict=True):
        text = names[name]
        size = pointer if text.startswith(("*", "(")) else lengths[kind]
        for dimension in re.findall(r"\[(\d+)\]", text):
            size *= int(dimension)
        found[text.partition("[")[0]] = (offset, size)
        offset += size
    return found


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
    """The offset after a tag. Tags are aligned to four bytes."""
    at = -(-at // 4) * 4
    if dna[at : at + 4] != tag:
        raise ValueError(f"no {tag.decode()}")
    return at + 4
