"""Reads a PLY as data: its number of faces, and whether its vertices are finite.

Blender's importer silently sets other values to zero. Format: Greg Turk's "The PLY Polygon File Format".
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

_HEADER = 65536
_TYPES = {
    "char": "i1",
    "int8": "i1",
    "uchar": "u1",
    "uint8": "u1",
    "short": "i2",
    "int16": "i2",
    "ushort": "u2",
    "uint16": "u2",
    "int": "i4",
    "int32": "i4",
    "uint": "u4",
    "uint32": "u4",
    "float": "f4",
    "float32": "f4",
    "double": "f8",
    "float64": "f8",
}


def ply_faces(path: Path) -> int:
    """The number of faces in the header; -1 if the file is not a PLY; OSError if it cannot be read.

    A strip of triangles counts as one face.
    """
    header = _header(path)
    counts = re.findall(r"^element\s+(?:face|tristrips)\s+(\d+)", header, re.MULTILINE)
    return sum(map(int, counts)) if header else -1


def ply_vertices_are_numbers(path: Path) -> bool:
    """Whether every coordinate is finite; also True if the header describes vertices in an unusual way.

    Raises:
        OSError: The file cannot be read.
    """
    header = _header(path)
    match = re.search(r"^element\s+vertex\s+(\d+)\s*$(.*?)(?=^element|\Z)", header, re.MULTILINE | re.DOTALL)
    first = re.search(r"^element\s+(\w+)", header, re.MULTILINE)
    if match is None or first is None or first[1] != "vertex":
        return True
    count, start = int(match[1]), len(header.encode("latin-1"))
    if re.search(r"^format\s+ascii", header, re.MULTILINE):
        with path.open("rb") as file:
            file.seek(start)
            lines = (next(file, b"") for _ in range(count + 1))
            return not any(re.search(rb"nan|inf", line, re.IGNORECASE) for line in lines)
    order = ">" if "binary_big_endian" in header else "<"
    fields = re.findall(r"^property\s+(\w+)\s+(\w+)\s*$", match[2], re.MULTILINE)
    if "list" in match[2] or any(kind not in _TYPES for kind, _ in fields):
        return True
    layout = np.dtype([(f"{at}", order + _TYPES[kind]) for at, (kind, _) in enumerate(fields)])
    with path.open("rb") as file:
        vertices = np.fromfile(file, layout, count, offset=start)
    places = [f"{at}" for at, (_, name) in enumerate(fields) if name in ("x", "y", "z")]
    return all(bool(np.isfinite(vertices[place]).all()) for place in places)


def _header(path: Path) -> str:
    """The header with its last line; "" if there is none."""
    with path.open("rb") as file:
        start = file.read(_HEADER)
    match = re.search(rb"^end_header\r?\n", start, re.MULTILINE)
    return start[: match.end()].decode("latin-1") if match and start.startswith(b"ply") else ""


def ply_is_whole(path: Path) -> bool:
    """Whether all elements of the header are there; also True if it describes them in an unusual way.

    Raises:
        OSError: The file cannot be read.
    """
    header = _header(path)
    content = path.read_bytes()[len(header.encode("latin-1")) :]
    elements = [
        (int(count), re.findall(r"^property\s+(.+?)\s*$", body, re.MULTILINE))
        for count, body in re.findall(
            r"^element\s+\w+\s+(\d+)\s*$(.*?)(?=^element|^end_header)", header, re.MULTILINE | re.DOTALL
        )
    ]
    if re.search(r"^format\s+ascii", header, re.MULTILINE):
        lines = sum(1 for line in content.splitlines() if line.strip())
        return lines >= sum(count for count, _ in elements)
    order = ">" if "binary_big_endian" in header else "<"
    place = 0
    for count, properties in elements:
        fields = [each.split() for each in properties]
        if any(field[-2] not in _TYPES for field in fields):
            return True
        end = _end_of(content, place, count, fields, order)
        if end > len(content):
            return False
        place = end
    return True


def _end_of(content: bytes, place: int, count: int, fields: list[list[str]], order: str) -> int:
    """The end of `count` binary records from `place` on; beyond the content if some are missing."""
    for _ in range(count):
        for field in fields:
            size = np.dtype(_TYPES[field[-2]]).itemsize
            if field[0] == "list":
                if place >= len(content):
                    return len(content) + 1
                length = np.frombuffer(content, order + _TYPES[field[1]], 1, place)[0]
                place += np.dtype(_TYPES[field[1]]).itemsize + int(length) * size
            else:
                place += size
        if place > len(content):
            break
    return place
