"""Makes neighbouring faces of a mesh agree which side is outside.

Cycles keeps one normal for all corners that meet at a vertex between sharp edges. Where two neighbours are wound in
opposite ways, one of them would be shaded by a normal that looks away from it, and turn black.
"""

from __future__ import annotations

from collections.abc import Iterable

import bmesh
import bpy
import numpy as np

from ...arrays import Floats, Ints, Mask
from ..mesh import mesh_data
from ..mesh_arrays import integers, vectors


def agree(objects: Iterable[bpy.types.Object]) -> None:
    """Reverse faces so that neighbours agree; edges on which they still disagree become sharp.

    Where a file gives corner normals they say which faces are wrong, else the most of them say it. Meshes whose faces
    agree stay as they are, and so do those that a modifier or shape keys change.
    """
    users = [(mesh_data(thing), bool(thing.modifiers)) for thing in objects if thing.type == "MESH"]
    changed = {mesh for mesh, modified in users if modified or mesh.shape_keys or mesh.library}
    for mesh in {mesh for mesh, _ in users} - changed:
        if not len(mesh.polygons) or not at_odds(mesh).any():
            continue
        if mesh.has_custom_normals:
            normals = _wind_by_normals(mesh)
            _sharpen(mesh)
            mesh.normals_split_custom_set(normals.tolist())
        else:
            work = bmesh.new()
            work.from_mesh(mesh)
            bmesh.ops.recalc_face_normals(work, faces=list(work.faces))
            work.to_mesh(mesh)
            work.free()
            _sharpen(mesh)


def _wind_by_normals(mesh: bpy.types.Mesh) -> Floats:
    """Reverse faces that look away from their corner normals; returns these, [L, 3], in their order now."""
    normals = vectors(mesh.corner_normals, "vector")
    facing, starts = vectors(mesh.polygons, "normal"), integers(mesh.polygons, "loop_start")
    faces = np.repeat(np.arange(len(facing)), integers(mesh.polygons, "loop_total"))
    wrong = np.add.reduceat((normals * facing[faces]).sum(1), starts) < 0.0
    return normals[_reverse(mesh, wrong, faces)] if wrong.any() else normals


def at_odds(mesh: bpy.types.Mesh) -> Mask:
    """[E] edges that two faces run along the same way, so that one of them is the wrong way round."""
    ends = np.empty(len(mesh.edges) * 2, np.int32)
    mesh.edges.foreach_get("vertices", ends)
    edges = integers(mesh.loops, "edge_index")
    forward = integers(mesh.loops, "vertex_index") == ends[::2][edges]
    around = np.bincount(edges, minlength=len(mesh.edges))
    ways = np.bincount(edges, forward, minlength=len(mesh.edges))
    return np.asarray((around == 2) & (ways != 1))


def _reverse(mesh: bpy.types.Mesh, wrong: Mask, faces: Ints) -> Ints:
    """Reverse the faces that are `wrong`.

    Returns:
        [L] for each corner now, which corner it was; `faces` is [L], the face of each.
    """
    before = faces * len(mesh.vertices) + integers(mesh.loops, "vertex_index")
    work = bmesh.new()
    work.from_mesh(mesh)
    work.faces.ensure_lookup_table()
    bmesh.ops.reverse_faces(work, faces=[work.faces[index] for index in np.flatnonzero(wrong).tolist()])
    work.to_mesh(mesh)
    work.free()
    after = faces * len(mesh.vertices) + integers(mesh.loops, "vertex_index")
    was = np.empty(len(before), np.int64)
    was[np.argsort(after, kind="stable")] = np.argsort(before, kind="stable")
    return was


def _sharpen(mesh: bpy.types.Mesh) -> None:
    odd = at_odds(mesh)
    if odd.any():
        sharp = np.empty(len(mesh.edges), bool)
        mesh.edges.foreach_get("use_edge_sharp", sharp)
        mesh.edges.foreach_set("use_edge_sharp", sharp | odd)
