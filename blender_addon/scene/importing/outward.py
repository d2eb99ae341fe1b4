"""Turns closed meshes that are inside out.

Lighting does not depend on the direction of faces, but glass does, and so do materials that show front faces only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import bpy
import numpy as np

from ...narrowing import of_type
from ..mesh import mesh_data

FLIP = "packshot_outward"


def turn_outward(objects: Sequence[bpy.types.Object]) -> list[bpy.types.Object]:
    """Turn the faces of closed meshes that are inside out; an open one has no inside and stays.

    Modifiers depend on the direction of faces, so turning the mesh could change its shape. Instead, their result is
    turned by one more modifier at the end.

    Args:
        objects: Every mesh object of the product, each of them in a scene or used by what is.

    Returns:
        Those that were turned.
    """
    modified = {mesh_data(thing) for thing in objects if thing.modifiers}
    graph = bpy.context.evaluated_depsgraph_get()
    shaped = {thing: mesh_data(thing.evaluated_get(graph)) for thing in objects if thing.data in modified}
    wrong = [thing for thing in objects if _is_inside_out(shaped.get(thing, mesh_data(thing)))]
    for mesh in {mesh_data(thing) for thing in wrong} - modified:
        mesh.flip_normals()
    for thing in wrong:
        if thing in shaped and thing.library is None:
            modifier: Any = thing.modifiers.new(FLIP, "NODES")
            modifier.node_group = _flip_nodes()
    return wrong


def _is_inside_out(mesh: bpy.types.Mesh) -> bool:
    """Whether a mesh is closed and its signed volume negative.

    The volume is the sum over faces of (centre · normal) · area / 3 (the divergence theorem).
    """
    if not len(mesh.polygons) or len(mesh.loops) != 2 * len(mesh.edges):  # in a closed mesh each edge has two faces
        return False
    count = len(mesh.polygons)
    centres, normals, areas = (np.empty(size, np.float32) for size in (count * 3, count * 3, count))
    for values, name in ((centres, "center"), (normals, "normal"), (areas, "area")):
        mesh.polygons.foreach_get(name, values)
    middle = centres.reshape(-1, 3).astype(np.float64)
    middle -= middle.mean(0)
    return float(((middle * normals.reshape(-1, 3)).sum(1) * areas).sum()) < 0.0


def _flip_nodes() -> bpy.types.NodeTree:
    """Geometry nodes that turn each face round; one group for all objects."""
    tree = bpy.data.node_groups.get(FLIP)
    if tree is None:
        tree = bpy.data.node_groups.new(FLIP, "GeometryNodeTree")
        ways: tuple[Literal["INPUT", "OUTPUT"], ...] = ("INPUT", "OUTPUT")
        for way in ways:
            of_type(bpy.types.NodeTreeInterface, tree.interface).new_socket(
                "Geometry", in_out=way, socket_type="NodeSocketGeometry"
            )
        start, flip, end = (
            tree.nodes.new(kind) for kind in ("NodeGroupInput", "GeometryNodeFlipFaces", "NodeGroupOutput")
        )
        tree.links.new(start.outputs[0], flip.inputs["Mesh"])
        tree.links.new(flip.outputs[0], end.inputs[0])
    return tree
