"""Keeps the location and random number of Object Info nodes as in the file's own scene.

Cycles computes the number from the names of an object and its instancer, so it would change when an empty instances the
product. The location would change with the empty's.
"""

from __future__ import annotations

from collections.abc import Iterable

import bpy

from ..node_tree import Nodes, end_of, links_of
from .node_trees import with_groups

KEPT = {"Random": ("Fac", "FLOAT", "Float"), "Location": ("Vector", "VECTOR", "Vector")}
"""Outputs of the node, each with the equivalent output of the Attribute node, and Mix's name for the type."""
MOST = 0xFFFFFFFF


def keep_object_info(objects: Iterable[bpy.types.Object], materials: Iterable[bpy.types.Material]) -> None:
    """Write the values into properties of the objects, and let materials read those if they exist.

    Args:
        objects: Those that render themselves, with their names and places in the file. What only instances show goes
            on drawing a number for each.
        materials: The file's; changed in place where they read Object Info.
    """
    trees = {tree for material in materials if material.node_tree for tree in with_groups(material.node_tree)}
    if not [tree for tree in trees if _read_properties(tree)]:
        return
    for thing in objects:
        instanced = thing.parent is not None and thing.parent.instance_type in {"VERTS", "FACES"}
        if thing.library is None and not instanced:
            thing[_property("Random")] = cycles_random(thing.name)
            thing[_property("Location")] = list(thing.matrix_world.translation)


def _property(output: str) -> str:
    return f"packshot_{output.lower()}"


def _read_properties(tree: bpy.types.NodeTree) -> bool:
    """Insert a choice between a property and the node's own value at each used output; True if there is any."""
    read = [
        node.outputs[name]
        for node in tree.nodes
        if node.type == "OBJECT_INFO"
        for name in KEPT
        if node.outputs[name].is_linked
    ]
    for output in read:
        told, kind, suffix = KEPT[output.name]
        readers = [end_of(link) for link in links_of(output)]
        nodes = Nodes(tree)
        kept = nodes.node("ShaderNodeAttribute", attribute_type="OBJECT", attribute_name=_property(output.name))
        choice = nodes.node("ShaderNodeMix", data_type=kind)
        sockets = {each.identifier: each for each in (*choice.inputs, *choice.outputs)}
        tree.links.new(kept.outputs["Alpha"], sockets["Factor_Float"])  # 1 where the object has the property
        tree.links.new(output, sockets[f"A_{suffix}"])
        tree.links.new(kept.outputs[told], sockets[f"B_{suffix}"])
        for socket in readers:
            tree.links.new(sockets[f"Result_{suffix}"], socket)
    return bool(read)


def cycles_random(name: str) -> float:
    """Random, in [0, 1], of an object of that name that nothing instances.

    Cycles hashes the name's bytes by i * 37 + byte, then mixes that number and 0 by the last step of
    Jenkins' lookup3 (public domain).
    """
    number = 0
    for byte in name.encode():
        number = (number * 37 + byte) & MOST
    a = b = c = (0xDEADBEEF + (2 << 2) + 13) & MOST
    a = (a + number) & MOST
    c = _mixed(c, b, 14)
    a = _mixed(a, c, 11)
    b = _mixed(b, a, 25)
    c = _mixed(c, b, 16)
    a = _mixed(a, c, 4)
    b = _mixed(b, a, 14)
    return _mixed(c, b, 24) / MOST


def _mixed(value: int, by: int, turn: int) -> int:
    """(value ^ by) - (by rotated left by `turn` bits), in 32 bits."""
    return ((value ^ by) - (by << turn | by >> 32 - turn)) & MOST
