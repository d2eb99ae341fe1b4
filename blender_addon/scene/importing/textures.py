"""Finds a product's textures, and reports missing ones.

Cycles shows a missing texture in pink.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import bpy

from ...library.inside import is_inside
from ...library.texture_paths import find_texture
from ..current import current_scene
from .node_trees import group_tree, image_of
from .sequences import hold_sequences
from .stand_in import take_out

IMAGE_NODES = {"TEX_IMAGE", "TEX_ENVIRONMENT"}


def replace_missing_textures(materials: Iterable[bpy.types.Material], model: Path, folder: Path) -> list[str]:
    """Find textures with paths of other systems, and replace unusable ones by plain values.

    Args:
        materials: The product's; their node groups are looked through too.
        model: The file that they came from.
        folder: Image files must lie there or below.

    Returns:
        What is wrong, one line for each texture, sorted.
    """
    faults = set()
    for material in materials:
        for tree in _trees(material.node_tree):
            nodes = [each for each in tree.nodes if each.type in IMAGE_NODES and _is_used(each)]
            hold_sequences(nodes, current_scene().frame_current)
            found = {node: _fault(node, material, model, folder) for node in nodes}
            broken = [node for node, fault in found.items() if fault]
            for node in broken:
                faults.add(found[node])
                take_out(node, tree, broken)
            if model.suffix.lower() != ".blend":  # there the artist has chosen
                _pack_channels(nodes)
    return sorted(faults)


def _pack_channels(nodes: Iterable[bpy.types.Node]) -> None:
    """Ignore the alpha of images whose alpha is not linked: it may hold gloss, or nothing.

    Blender would multiply the colours by it.
    """
    shown = [(node, image) for node in nodes if (image := image_of(node)) is not None]
    masks = {image for node, image in shown if node.outputs.get("Alpha") and node.outputs["Alpha"].is_linked}
    for _, image in shown:
        if image not in masks and image.alpha_mode == "STRAIGHT":
            image.alpha_mode = "CHANNEL_PACKED"


def _is_used(node: bpy.types.Node) -> bool:
    return any(socket.is_linked for socket in node.outputs)


def _fault(node: bpy.types.Node, material: bpy.types.Material, model: Path, folder: Path) -> str:
    image = image_of(node)
    if image is None:
        return f"a texture of the material {material.name} is missing"
    if image.source == "GENERATED" or image.packed_files:
        return "" if _readable(image) else f"the texture {image.name} cannot be read"
    path = Path(bpy.path.abspath(image.filepath, library=image.library))
    if path.is_dir():  # FBX with a texture that names no file
        return f"a texture of the material {material.name} is missing"
    name = path.name.rpartition("\\")[2] or image.name
    if image.source == "TILED":
        if not is_inside(path, folder):
            return _outside(name)
        there = any(path.parent.glob(name.replace("<UDIM>", "[0-9]" * 4).replace("<UVTILE>", "u*_v*")))
        return "" if there else f"the texture {name} is missing"
    if path.is_file() and not is_inside(path, folder):
        return _outside(name)
    found = find_texture(str(path), model, folder)
    if found is None:
        return f"the texture {name} is missing" if is_inside(path, folder) else _outside(name)
    if found != path:
        image.filepath = str(found)
        image.reload()
    return "" if _readable(image) else f"the texture {name} cannot be read"


def _outside(name: str) -> str:
    return f"the texture {name} lies outside the folder of products and is not read"


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
        waiting += [group_tree(node) for node in tree.nodes]
