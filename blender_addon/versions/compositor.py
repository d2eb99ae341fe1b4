"""The compositor: from 5.0 a node group of its own, whose nodes' settings are inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from .image_format import use_multilayer_exr

_NEW_COMPOSITOR = bpy.app.version >= (5, 0, 0)


def compositor(scene: bpy.types.Scene) -> bpy.types.NodeTree:
    """The scene's compositing tree, empty and in use."""
    any_scene: Any = scene
    if _NEW_COMPOSITOR:
        group = bpy.data.node_groups.new("compositing", "CompositorNodeTree")
        any_scene.compositing_node_group = group
        return group
    scene.use_nodes = True
    tree: bpy.types.NodeTree = any_scene.node_tree
    tree.nodes.clear()
    return tree


def denoise_node(tree: bpy.types.NodeTree, prefilter: str) -> bpy.types.Node:
    """A Denoise node for linear light; `prefilter` of its albedo and normals is "fast", "accurate" or "none"."""
    node: Any = tree.nodes.new("CompositorNodeDenoise")
    if hasattr(node, "prefilter"):
        node.prefilter, node.use_hdr = prefilter.upper(), True
    else:
        node.inputs["Prefilter"].default_value = prefilter.title()
        node.inputs["HDR"].default_value = True
    made: bpy.types.Node = node
    return made


def layers_to_file(tree: bpy.types.NodeTree, path: Path, layers: list[str]) -> dict[str, bpy.types.NodeSocket]:
    """A File Output node that writes `layers` into one float EXR whose name starts with `path`; a socket for each."""
    node: Any = tree.nodes.new("CompositorNodeOutputFile")
    use_multilayer_exr(node.format)
    if _NEW_COMPOSITOR:
        node.directory, node.file_name = str(path.parent), path.name
        node.file_output_items.clear()
        for name in layers:
            node.file_output_items.new("RGBA", name)
    else:
        node.base_path = str(path)
        node.layer_slots.clear()
        for name in layers:
            node.layer_slots.new(name)
    return {name: node.inputs[name] for name in layers}
