"""Node trees with the groups inside them."""

from __future__ import annotations

import bpy


def with_groups(tree: bpy.types.NodeTree) -> set[bpy.types.NodeTree]:
    """A node tree, those of the groups in it, and so on."""
    found = {tree}
    left = [tree]
    while left:
        for node in left.pop().nodes:
            if node.type == "GROUP" and node.node_tree is not None and node.node_tree not in found:
                found.add(node.node_tree)
                left.append(node.node_tree)
    return found
