"""Formats of model files, and faults that can be found without Blender.

Only the part of a file is read that shows whether it is complete. A file that passes may still fail in Blender. A file
that fails here would fail there too. It is left out before assets are assigned to splits.
"""

from __future__ import annotations

import re
import struct
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

from .gltf_file import gltf_fault
from .ply_file import ply_faces, ply_vertices_are_numbers

METRIC = (".glb", ".gltf", ".fbx", ".usd", ".usda", ".usdc", ".usdz", ".blend")
"""Formats that define their unit of length, so sizes in metres are known."""
_UNITLESS = (".obj", ".stl", ".ply")
MODEL_FILES = (*METRIC, *_UNITLESS)

MOST_FACES = 3_000_000
"""Cycles takes about 0.3 GB a million triangles with their acceleration structure, Blender's mesh and its evaluated
copies about as much again: more would not fit beside a render in the 4 GB that a worker can count on. Nor can a picture
of a product show more: 3 million faces are several a pixel at 1024².
"""
_MOST_BYTES = 2 * 1024**3
"""Largest file in bytes. Importers hold the file and its result in memory at the same time."""
_BEGINNING = 65536


def model_fault(path: Path, folder: Path) -> str:
    """Why a model file cannot be used, in a few words without its name; "" if no fault is known.

    Args:
        path: The file.
        folder: Files that it refers to (buffers, textures) must be in this folder or below.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            return "the file is empty"
        if size > _MOST_BYTES:
            return f"the file has {size / 1024**3:.1f} GB, more than {_MOST_BYTES // 1024**3}; decimate it first"
        with path.open("rb") as file:
            start = file.read(_BEGINNING)
        return _FAULTS[path.suffix.lower()](path, start, size, folder)
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"


def _gltf(path: Path, start: bytes, size: int, folder: Path) -> str:
    return gltf_fault(path, start, size, folder)


def _blend(path: Path, start: bytes, size: int, folder: Path) -> str:
    return ""  # read whole where its assets are listed


def _fbx(path: Path, start: bytes, size: int, folder: Path) -> str:
    if start.startswith(b"Kaydara FBX Binary  \0") or b"FBXHeaderExtension" in start:
        return ""
    return "it is not an FBX file"


def _usd(path: Path, start: bytes, size: int, folder: Path) -> str:
    ending = path.suffix.lower()
    if ending == ".usdz":
        return "" if zipfile.is_zipfile(path) else "it is not a USDZ archive, or cut short"
    if start.startswith(b"PXR-USDC") and ending != ".usda":
        contents = struct.unpack_from("<q", start, 16)[0] if len(start) >= 24 else size
        return "it is cut short" if contents >= size else ""
    if start.startswith(b"#usda") and ending != ".usdc":
        return ""
    return f"its content is not {ending[1:].upper()}"


def _obj(path: Path, start: bytes, size: int, folder: Path) -> str:
    if b"\0" in start and not re.search(rb"^v\s+\S+\s+\S+\s+\S+", start, re.MULTILINE):
        return "it is not an OBJ file, which would be text"
    if size <= _BEGINNING and not re.search(rb"^\s*f\s", start, re.MULTILINE):
        return "there is no face in it"
    return ""


def _stl(path: Path, start: bytes, size: int, folder: Path) -> str:
    if start.removeprefix(BOM_UTF8).lstrip().startswith(b"solid") and re.search(rb"\bfacet\s+normal\b", start):
        return ""
    if size < 84:
        return "it is not an STL file, or one without a face"
    (faces,) = struct.unpack_from("<I", start, 80)
    if faces > MOST_FACES:
        room = (size - 84) // 50
        return _too_many(faces) if room >= faces else "it is not an STL file, or cut short"
    if size < 84 + 50 * faces:
        return f"it is cut short: {(size - 84) // 50} of {faces} faces"
    if faces and size > 84 + 50 * faces:
        return f"{size - 84 - 50 * faces} bytes follow its {faces} faces, which Blender takes for text; save it again"
    return "" if faces else "there is no face in it"


def _ply(path: Path, start: bytes, size: int, folder: Path) -> str:
    faces = ply_faces(path)
    if faces < 0:
        return "it is not a PLY file"
    if faces > MOST_FACES:
        return _too_many(faces)
    if faces == 0:
        return "there is no face in it; points alone cannot be rendered as a product"
    return "" if ply_vertices_are_numbers(path) else "some vertices are not finite numbers"


def _too_many(faces: int) -> str:
    return f"{faces} faces, more than {MOST_FACES}; decimate it first"


_FAULTS: dict[str, Callable[[Path, bytes, int, Path], str]] = {
    ".glb": _gltf,
    ".gltf": _gltf,
    ".blend": _blend,
    ".fbx": _fbx,
    ".usd": _usd,
    ".usda": _usd,
    ".usdc": _usd,
    ".usdz": _usd,
    ".obj": _obj,
    ".stl": _stl,
    ".ply": _ply,
}
