"""Whether anything besides its own faces depends on the positions of a mesh's vertices in its object."""

from __future__ import annotations

from typing import Any

import bpy

from .node_trees import with_groups


def is_plain(thing: bpy.types.Object) -> bool:
    """Whether one object uses the mesh, and no modifier or shape key changes it."""
    mesh: Any = thing.data
    return bool(mesh.users == 1 and mesh.library is None and mesh.shape_keys is None and not thing.modifiers)


def reads_object_coordinates(thing: bpy.types.Object) -> bool:
    """Whether a material of the object reads its object coordinates."""
    trees = [slot.material.node_tree for slot in thing.material_slots if slot.material and slot.material.node_tree]
    return any(
        node.type == "TEX_COORD" and node.outputs["Object"].is_linked
        for tree in trees
        for each in with_groups(tree)
        for node in each.nodes
    )
