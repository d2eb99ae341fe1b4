"""Node trees with the groups inside them, and what the nodes of a file hold."""

from __future__ import annotations

from typing import Any

import bpy


def with_groups(tree: bpy.types.NodeTree) -> set[bpy.types.NodeTree]:
    """A node tree, those of the groups in it, and so on."""
    found = {tree}
    left = [tree]
    while left:
        for node in left.pop().nodes:
            tree_inside = group_tree(node)
            if tree_inside is not None and tree_inside not in found:
                found.add(tree_inside)
                left.append(tree_inside)
    return found


def group_tree(node: bpy.types.Node) -> bpy.types.NodeTree | None:
    """The tree of a group node; None for other nodes and empty groups."""
    any_node: Any = node
    inside: bpy.types.NodeTree | None = any_node.node_tree if node.type == "GROUP" else None
    return inside


def image_of(node: bpy.types.Node) -> bpy.types.Image | None:
    """The image of a node that shows one."""
    any_node: Any = node
    image: bpy.types.Image | None = any_node.image
    return image


def set_image(node: bpy.types.Node, image: bpy.types.Image | None) -> None:
    """Give a node that shows an image another one, or none."""
    any_node: Any = node
    any_node.image = image
