"""Textures that are not there, cannot be read or lie outside the folder: told, and a plain colour in their place.

Cycles shows a missing texture in pink.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import bpy

from ...library.inside import is_inside

IMAGE_NODES = {"TEX_IMAGE", "TEX_ENVIRONMENT"}


def mend_textures(materials: Iterable[bpy.types.Material], folder: Path) -> list[str]:
    """Unplug textures that cannot be shown, so that the sockets' own values hold.

    Args:
        materials: The product's; their node groups are looked through too.
        folder: Image files must lie there or below.

    Returns:
        What is amiss, one line for each texture, sorted.
    """
    faults = set()
    for material in materials:
        for tree in _trees(material.node_tree):
            for node in [each for each in tree.nodes if each.type in IMAGE_NODES]:
                links = [link for socket in node.outputs for link in socket.links]
                fault = _fault(node, material, folder) if links else ""
                if fault:
                    faults.add(fault)
                    for link in links:
                        tree.links.remove(link)
                    node.image = None
    return sorted(faults)


def _fault(node: bpy.types.Node, material: bpy.types.Material, folder: Path) -> str:
    image = node.image
    if image is None:
        return f"a texture of the material {material.name} is missing"
    if image.source == "GENERATED" or image.packed_files:
        return "" if _readable(image) else f"the texture {image.name} cannot be read"
    path = Path(bpy.path.abspath(image.filepath, library=image.library))
    name = path.name or image.name
    if not is_inside(path, folder):
        return f"the texture {name} lies outside the folder of products and is not read"
    if image.source == "TILED":
        there = any(path.parent.glob(name.replace("<UDIM>", "[0-9]" * 4).replace("<UVTILE>", "u*_v*")))
        return "" if there else f"the texture {name} is missing"
    if not path.is_file():
        return f"the texture {name} is missing"
    return "" if _readable(image) else f"the texture {name} cannot be read"


def _readable(image: bpy.types.Image) -> bool:
    """Whether the image has pixels; asking for its size reads it."""
    return image.size[0] > 0 and image.size[1] > 0


def _trees(tree: bpy.types.NodeTree | None) -> Iterator[bpy.types.NodeTree]:
    """A node tree and the groups in it, each once."""
    seen: list[bpy.types.NodeTree] = []
    waiting = [tree]
    while waiting:
        tree = waiting.pop()
        if tree is None or tree in seen:
            continue
        seen.append(tree)
        yield tree
        waiting += [node.node_tree for node in tree.nodes if node.type == "GROUP"]
