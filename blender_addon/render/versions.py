"""What differs between Blender versions in rendering, and nothing else."""

from __future__ import annotations

from pathlib import Path

import bpy

NEW_COMPOSITOR = bpy.app.version >= (5, 0, 0)
"""From 5.0 compositing is a node group of its own, and its nodes' settings are inputs."""


def can_denoise() -> bool:
    """Whether this build has OpenImageDenoise (Debian's have not)."""
    try:
        import _cycles
    except ImportError:  # a build without Cycles renders nothing here anyway
        return False
    return bool(getattr(_cycles, "with_openimagedenoise", False))


def compositor(scene: bpy.types.Scene) -> bpy.types.NodeTree:
    """The scene's compositing tree, empty and in use."""
    if NEW_COMPOSITOR:
        tree = bpy.data.node_groups.new("compositing", "CompositorNodeTree")
        scene.compositing_node_group = tree
        return tree
    scene.use_nodes = True
    scene.node_tree.nodes.clear()
    return scene.node_tree


def denoise_node(tree: bpy.types.NodeTree, guides: str) -> bpy.types.Node:
    """A Denoise node for linear light; `guides` is how albedo and normals are cleaned: "fast", "accurate" or "none"."""
    node = tree.nodes.new("CompositorNodeDenoise")
    if hasattr(node, "prefilter"):
        node.prefilter, node.use_hdr = guides.upper(), True
    else:
        node.inputs["Prefilter"].default_value = guides.title()
        node.inputs["HDR"].default_value = True
    return node


def layers_to_file(tree: bpy.types.NodeTree, path: Path, layers: list[str]) -> dict[str, bpy.types.NodeSocket]:
    """A File Output node that writes `layers` into one float EXR whose name starts with `path`; a socket for each."""
    node = tree.nodes.new("CompositorNodeOutputFile")
    if NEW_COMPOSITOR:
        node.format.media_type = "MULTI_LAYER_IMAGE"
    node.format.file_format = "OPEN_EXR_MULTILAYER"
    node.format.color_depth, node.format.exr_codec = "32", "NONE"
    if NEW_COMPOSITOR:
        node.directory, node.file_name = str(path.parent), path.name
        node.file_output_items.clear()
        for name in layers:
            node.file_output_items.new("RGBA", name)
        return {name: node.inputs[name] for name in layers}
    node.base_path = str(path)
    node.layer_slots.clear()
    for name in layers:
        node.layer_slots.new(name)
    return {name: node.inputs[name] for name in layers}
