"""Reports parts of a file's look that Blender's importers silently ignore, in one line each."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...library.obj_file import obj_materials
from ..node_tree import value_of

Materials = Iterable[bpy.types.Material]
NO_LOOK = re.compile(
    r"KHR_(lights|animation|xmp|interactivity|node|mesh|physics)|EXT_(lights|structural|mesh)|MSFT_lod|VRM"
)
"""glTF extensions that do not change the look of a surface, or that raise an error."""
_HEADER = 65536
_GREY = tuple(np.full(3, 0.8, np.float32).tolist())
"""Base colour of a new material, as Blender's floats hold it."""


def passed_over(path: Path, folder: Path, materials: Materials) -> list[str]:
    """The missing parts of the file's look, one line each; materials without a description become empty slots."""
    reader = _READERS.get(path.suffix.lower())
    return reader(path, folder, materials) if reader else []


def _obj(path: Path, folder: Path, materials: Materials) -> list[str]:
    found = obj_materials(path, folder)
    nameless = [each for each in materials if re.sub(r"\.\d{3}$", "", each.name) in found.lost]
    for material in nameless:  # Blender makes a grey one; the recipe's own is better
        for thing in bpy.data.objects:
            for slot in thing.material_slots:
                if slot.material == material:
                    slot.material = None
    return list(found.warnings)


def _ply(path: Path, folder: Path, materials: Materials) -> list[str]:
    with path.open("rb") as file:
        header = file.read(_HEADER).partition(b"end_header")[0].decode("latin-1")
    names = re.findall(r"^comment\s+TextureFile\s+(.+?)\s*$", header, re.MULTILINE | re.IGNORECASE)
    return [
        f"the texture {name} is not read: Blender's importer of PLY knows no textures" for name in sorted(set(names))
    ]


def _gltf(path: Path, folder: Path, materials: Materials) -> list[str]:
    content = _gltf_json(path)
    managed = _managed_extensions()
    unknown = [str(name) for name in content.get("extensionsUsed", []) if managed and name not in managed]
    return [f"the glTF extension {name} is not known to this Blender" for name in unknown if not NO_LOOK.match(name)]


def _gltf_json(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    if data[:4] == b"glTF":
        (length,) = struct.unpack_from("<I", data, 12)
        data = data[20 : 20 + length]
    content = json.loads(data)
    return content if isinstance(content, dict) else {}


def _managed_extensions() -> list[str]:
    """Extensions that this Blender's glTF importer says it handles; none where it does not say."""
    try:
        from io_scene_gltf2.io.imp.gltf2_io_gltf import glTFImporter

        return list(glTFImporter("", {"loglevel": 50, "import_user_extensions": []}).extensions_managed)
    except (ImportError, AttributeError, TypeError, KeyError):
        return []


def _usd(path: Path, folder: Path, materials: Materials) -> list[str]:
    """A material with a MaterialX network and no other comes in as Blender makes a new one."""
    names = [each.name for each in materials if _is_untouched(each)]
    return [
        f"the material {name} is not read (Blender reads UsdPreviewSurface, not MaterialX): it is plain grey"
        for name in names
    ]


def _is_untouched(material: bpy.types.Material) -> bool:
    """Whether a material is as Blender makes a new one."""
    tree = material.node_tree
    surfaces = [node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"] if tree else []
    plain = [tuple(value_of(node.inputs["Base Color"]))[:3] == _GREY for node in surfaces]
    return all(plain) and not any(socket.is_linked for node in surfaces for socket in node.inputs)


_READERS: dict[str, Callable[[Path, Path, Materials], list[str]]] = {
    ".obj": _obj,
    ".ply": _ply,
    ".gltf": _gltf,
    ".glb": _gltf,
    ".usd": _usd,
    ".usda": _usd,
    ".usdc": _usd,
    ".usdz": _usd,
}
