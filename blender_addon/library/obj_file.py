"""Reads an OBJ as data, and finds materials and textures that Blender does not read.

Format: Wavefront's "Object Files (.obj)" and "MTL material format", with the PBR terms that exporters have added.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from .inside import is_inside
from .texture_paths import find_texture

_TEXTURE = re.compile(rb"^\s*(map_\w+|bump|norm|disp|decal|refl)\s+(.+?)\s*$", re.IGNORECASE)
_READ = {
    *("map_Kd", "map_Ks", "map_Ns", "map_d", "map_Ke", "map_Pr", "map_Pm", "map_Ps"),
    *("map_refl", "refl", "bump", "map_Bump", "map_bump"),
}
"""Texture statements that Blender's importer reads, case-sensitive (obj_import_file_reader.cc)."""
_LONGEST_NAME = 63
"""Bytes of a name in Blender."""


@dataclass(frozen=True)
class ObjMaterials:
    """The check of an OBJ's materials."""

    lost: tuple[str, ...]
    """Names that faces use but no .mtl has, truncated as in Blender."""
    warnings: tuple[str, ...]
    """What is missing in renders, one line each."""


def obj_materials(path: Path, folder: Path) -> ObjMaterials:
    """Compare the materials that an OBJ uses with those of its .mtl files.

    Raises:
        OSError: The file cannot be read.
    """
    libraries, used = _statements(path)
    there: set[str] = set()
    found_one = False
    warnings: list[str] = []
    for name in libraries:
        found = find_texture(name, path, folder)
        if found is None or not is_inside(found, folder):
            warnings.append(f"the material file {PureWindowsPath(name).name} is missing, and its colours and textures")
            continue
        found_one = True
        names, unread = _materials(found)
        there |= names
        warnings += [
            f"the texture {PureWindowsPath(file).name} is not read: Blender has no use for {key}"
            for key, file in unread
        ]
    lost = sorted(used - there)
    if lost and found_one:
        shown = ", ".join(lost[:3]) + (" …" if len(lost) > 3 else "")
        warnings.append(
            f"no .mtl describes the material {shown}" if len(lost) == 1 else f"no .mtl describes the materials {shown}"
        )
    return ObjMaterials(tuple(_kept(name) for name in lost), tuple(sorted(set(warnings))))


def _statements(path: Path) -> tuple[list[str], set[str]]:
    """The files that `mtllib` names and the materials that `usemtl` names."""
    libraries: list[str] = []
    used: set[str] = set()
    for line in map(bytes.lstrip, _lines(path)):
        line = line.removeprefix(BOM_UTF8)
        if line.startswith(b"mtllib"):
            rest = line[6:].strip().decode("utf-8", "replace")
            # The format allows several names on a line, but names with spaces are as common.
            libraries += [rest] if rest.lower().count(".mtl") <= 1 else rest.split()
        elif line.startswith(b"usemtl"):
            used.add(line[6:].strip().decode("utf-8", "replace"))
    return [name for name in libraries if name], {name for name in used if name}


def _materials(path: Path) -> tuple[set[str], list[tuple[str, str]]]:
    """The materials of a .mtl, and textures that Blender ignores as (statement, file)."""
    names: set[str] = set()
    unread: list[tuple[str, str]] = []
    for line in _lines(path):
        if line.lstrip().startswith(b"newmtl"):
            names.add(line.strip()[6:].strip().decode("utf-8", "replace"))
        elif (match := _TEXTURE.match(line)) and match[1].decode() not in _READ:
            unread.append((match[1].decode(), match[2].split()[-1].decode("utf-8", "replace")))
    return names, unread


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _kept(name: str) -> str:
    return name.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
