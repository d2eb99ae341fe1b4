"""The smallest model files that the library takes for whole, written by hand; Blender is not asked."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from blender_addon.library.formats import MOST_FACES

DOCUMENT = b'{"asset": {"version": "2.0"}}'


def glb(document: bytes = DOCUMENT) -> bytes:
    document += b" " * (-len(document) % 4)
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(document), len(document), 0x4E4F534A) + document


def stl(faces: int = 1) -> bytes:
    return b"binary".ljust(80) + struct.pack("<I", faces) + bytes(50 * faces)


def blend(marks: Sequence[tuple[bytes, bool]] = (), modern: bool = False, order: str = "<", old: bool = False) -> bytes:
    """A .blend whose IDs are (b"OBMug", marked or not), …; `modern`: as Blender 5 writes headers; `old`: from before
    there were marks.
    """
    name_length = 258 if modern else 66

    def block(code: bytes, data: bytes) -> bytes:
        if modern:
            return struct.pack("<4siQqq", code, 0, 1, len(data), 1) + data
        return struct.pack(f"{order}4siQii", code, len(data), 1, 0, 1) + data

    def padded(tag: bytes, data: bytes) -> bytes:
        return tag + data + bytes(-len(tag + data) % 4)

    def strings(tag: bytes, texts: list[bytes]) -> bytes:
        return padded(tag, struct.pack(f"{order}i", len(texts)) + b"".join(text + b"\0" for text in texts))

    types, names = (
        [b"void", b"char", b"ID", b"short"],
        [b"*next", b"name[%d]" % name_length, b"flag", b"*asset_data" if not old else b"*newid"],
    )
    lengths = padded(b"TLEN", struct.pack(f"{order}4H", 0, 1, 0, 2))
    fields = [(2, 0), (3, 2), (0, 3), (1, 1)]  # ID *next; short flag; void *asset_data; char name[…]
    numbers = [2, len(fields), *(number for field in fields for number in field)]
    structs = b"STRC" + struct.pack(f"{order}i{len(numbers)}H", 1, *numbers)
    dna = b"SDNA" + strings(b"NAME", names) + strings(b"TYPE", types) + lengths + structs
    head = b"BLENDER17-01v0500" if modern else b"BLENDER-" + (b"v" if order == "<" else b"V") + b"405"
    ids = [
        struct.pack(f"{order}QhQ", 0, 7, 99 if marked else 0) + name.ljust(name_length, b"\0") + bytes(2000)
        for name, marked in marks
    ]
    body = b"".join(block(name[:2], data) for (name, _), data in zip(marks, ids, strict=True))
    return head + body + block(b"DNA1", dna) + block(b"ENDB", b"")


WHOLE = {
    ".glb": glb(),
    ".gltf": DOCUMENT,
    ".obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
    ".stl": stl(),
    ".ply": b"ply\nformat ascii 1.0\nelement vertex 3\nelement face 1\nend_header\n",
    ".fbx": b"Kaydara FBX Binary  \x00\x1a\x00",
    ".usda": b"#usda 1.0\n",
    ".usdc": b"PXR-USDC" + bytes(8) + struct.pack("<q", 24) + bytes(8),
    ".blend": blend(),
}
_PLY = b"ply\nformat ascii 1.0\nelement vertex 3\nelement face %d\nend_header\n"
FAULTS = {
    "empty.fbx": (b"", "the file is empty"),
    "cut.glb": (glb()[:-4], "cut short: 48 of 52 bytes"),
    "old.glb": (b"glTF\x01" + bytes(30), "glTF 1"),
    "text.glb": (b"hello", "JSON cannot be read"),
    "list.gltf": (b"[]", "not a glTF"),
    "bin.gltf": (b'{"asset": {}, "buffers": [{"uri": "a.bin"}]}', "its buffer a.bin is missing"),
    "out.gltf": (b'{"asset": {}, "images": [{"uri": "../../s.png"}]}', "names ../../s.png, which lies outside"),
    "quoted.gltf": (b'{"asset": {}, "images": [{"uri": "%2e%2e/s.png"}]}', "lies outside"),
    "absolute.glb": (glb(b'{"asset": {}, "buffers": [{"uri": "/etc/passwd"}]}'), "/etc/passwd, which lies outside"),
    "binary.obj": (b"\x00\x01", "would be text"),
    "bare.obj": (b"v 0 0 0\n", "no face"),
    "cut.stl": (stl(4)[:-60], "cut short: 2 of 4 faces"),
    "text.stl": (b"hello", "not an STL"),
    "none.stl": (stl(0), "no face"),
    "more.stl": (stl(4) + bytes(7), "7 bytes follow its 4 faces"),
    "wide.obj": ("v 0 0 0\nf 1 1 1\n".encode("utf-16-be"), "would be text"),
    "huge.ply": (_PLY % (MOST_FACES + 1), f"{MOST_FACES + 1} faces, more than {MOST_FACES}"),
    "points.ply": (_PLY % 0, "points alone"),
    "text.ply": (b"plyhello", "not a PLY"),
    "text.fbx": (b"hello", "not an FBX"),
    "text.usda": (b"hello", "not USDA"),
    "crate.usda": (WHOLE[".usdc"], "not USDA"),
    "cut.usdc": (WHOLE[".usdc"][:20], "cut short"),
    "text.usdz": (b"hello", "not a USDZ"),
}
"""Files that are no model, by name: what is in them, and a part of what is said of them."""
