"""Reads a .blend file without Blender: objects and collections marked as assets, and the active scene."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .blend_blocks import Block, Layout, read_blocks
from .blend_dna import struct_fields

KINDS: dict[bytes, Literal["object", "collection"]] = {b"OB": "object", b"GR": "collection"}
_HEAD = 1024
"""Bytes kept of a block. The ID at the start of objects and scenes is shorter, and so is FileGlobal."""
_ALL = 1 << 30


@dataclass(frozen=True)
class Marked:
    """An object or collection that was marked as an asset."""

    kind: Literal["object", "collection"]
    name: str


def marked_assets(path: Path) -> tuple[Marked, ...]:
    """The objects and collections of a .blend that are marked as assets, sorted.

    Linked objects and collections are left out. Before Blender 3.0 nothing could be marked.

    Raises:
        BlendFileError: No .blend, one that is cut short, or compressed in a way this Python cannot read.
        OSError: The file cannot be opened.
    """
    layout, dna, heads = _read(path, *KINDS)
    fields = struct_fields(dna, layout, "ID")
    if "*asset_data" not in fields:
        return ()
    at, size = fields["*asset_data"]
    marks = [Marked(KINDS[head.code], _name(head, fields)) for head in heads if any(head.data[at : at + size])]
    return tuple(sorted(set(marks), key=lambda mark: (mark.name, mark.kind)))


def open_scene(path: Path) -> str:
    """The name of the active scene; "" if the file does not say.

    Raises:
        BlendFileError: As `marked_assets`.
        OSError: The file cannot be opened.
    """
    layout, dna, heads = _read(path, b"GLOB", b"SC")
    found = next((head for head in heads if head.code == b"GLOB"), None)
    at, size = struct_fields(dna, layout, "FileGlobal").get("*curscene", (0, 0))
    if found is None or not size:
        return ""
    address = int.from_bytes(found.data[at : at + size], "little" if layout.order == "<" else "big")
    scenes = {head.address: head for head in heads if head.code == b"SC"}
    return _name(scenes[address], struct_fields(dna, layout, "ID")) if address in scenes else ""


def _read(path: Path, *codes: bytes) -> tuple[Layout, bytes, list[Block]]:
    """The file's layout, its structs, and the first bytes of the blocks with those codes."""
    layout, blocks = read_blocks(path, {**dict.fromkeys(codes, _HEAD), b"DNA1": _ALL})
    dna = next((block.data for block in blocks if block.code == b"DNA1"), b"")
    return layout, dna, [block for block in blocks if block.code != b"DNA1"]


def _name(head: Block, fields: dict[str, tuple[int, int]]) -> str:
    """An ID's name without its two-letter code: "Mug" for "OBMug"."""
    at, size = fields["name"]
    return head.data[at : at + size].split(b"\0")[0][2:].decode("utf-8", "replace")
