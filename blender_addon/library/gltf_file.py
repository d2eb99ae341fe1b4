"""Reads a glTF as data: whether it is complete, and whether the files that it refers to may be read.

Format: Khronos glTF 2.0 (a GLB is a 12-byte header, then a JSON chunk, then a binary one).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..outside import parse_json
from .inside import is_inside

_MOST_JSON = 256 * 1024**2


def gltf_fault(path: Path, start: bytes, size: int, folder: Path) -> str:
    """Why a .gltf or .glb cannot be used, in a few words; "" if no fault is known.

    The content decides which of the two it is, as in Blender's importer.

    Args:
        path: The file.
        start: Its first bytes, at least 20 if it has as many.
        size: Its length in bytes.
        folder: Separate buffers and images must be in this folder or below.

    Raises:
        OSError: The file cannot be read.
    """
    text: bytes
    if start[:4] == b"glTF":
        if len(start) < 20:
            return "it is cut short"
        version, length, json_length = struct.unpack_from("<III", start, 4)
        if version != 2:
            return f"it is glTF {version}, and only glTF 2 can be read"
        if length != size:
            return f"it is cut short: {size} of {length} bytes" if length > size else "it is longer than it says"
        with path.open("rb") as file:
            file.seek(20)
            text = file.read(min(json_length, _MOST_JSON))
    else:
        text = path.read_bytes() if size <= _MOST_JSON else b""
    try:
        content = parse_json(text)
    except ValueError:
        return "it is not a glTF file: its JSON cannot be read"
    if not isinstance(content, dict) or "asset" not in content:
        return "it is not a glTF file"
    return _reference_fault(path, content, folder)


def _reference_fault(path: Path, content: dict[str, Any], folder: Path) -> str:
    for kind in ("buffers", "images"):
        entries = content.get(kind, [])
        for entry in entries if isinstance(entries, list) else []:
            uri = entry.get("uri", "") if isinstance(entry, dict) else ""
            if not isinstance(uri, str) or not uri or uri.startswith("data:"):
                continue
            target = path.parent / unquote(uri)
            if not is_inside(target, folder):
                return f"it names {uri}, which lies outside {folder}; put it beside the model"
            if kind == "buffers" and not target.is_file():
                return f"its buffer {uri} is missing"
    return ""
