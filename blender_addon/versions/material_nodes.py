"""Whether materials have nodes: from 5.0 on always, where the switch is deprecated."""

from __future__ import annotations

import bpy


def give_nodes(material: bpy.types.Material) -> None:
    """Have the material shaded by its nodes."""
    if not material.node_tree:
        material.use_nodes = True


def use_nodes(material: bpy.types.Material) -> bool:
    """Whether the material is shaded by its nodes."""
    return bpy.app.version >= (5, 0, 0) or material.use_nodes
