"""Removes coincident faces, such as front and back of one sheet, or a part that was saved twice.

A ray hits either face by rounding: normals flicker between both sides, and shadow rays that start on one end on the
other, so the surface gets black specks.
"""

from __future__ import annotations

import bmesh
import bpy
import numpy as np

from ...arrays import Floats, Ints
from ..mesh import mesh_data, world_points
from .plain import is_plain


def drop_coincident(objects: list[bpy.types.Object]) -> bool:
    """Keep the first of all faces with the same corners, in any order or part.

    Only meshes with one user, and without modifiers and shape keys, are checked.

    Args:
        objects: The product's; their meshes are changed in place. A part may end up without faces.

    Returns:
        True where faces were dropped.
    """
    objects = [
        thing for thing in objects if thing.type == "MESH" and is_plain(thing) and len(mesh_data(thing).polygons)
    ]
    places = _place_numbers(objects)
    seen: set[bytes] = set()
    dropped = False
    for thing, numbers in zip(objects, places, strict=True):
        again = []
        for index, key in enumerate(_keys(mesh_data(thing), numbers)):
            if key in seen:
                again.append(index)
            seen.add(key)
        if again:
            drop_faces(mesh_data(thing), again)
            dropped = True
    return dropped


def _place_numbers(objects: list[bpy.types.Object]) -> list[Ints]:
    """For each object a number per vertex, equal for vertices at exactly the same point."""
    if not objects:
        return []
    _, numbers = np.unique(world_points(objects).astype(np.float32), axis=0, return_inverse=True)
    return np.split(numbers.ravel(), np.cumsum([len(mesh_data(thing).vertices) for thing in objects])[:-1])


def _keys(mesh: bpy.types.Mesh, numbers: Ints) -> list[bytes]:
    """For each face its corners' places, sorted."""
    corners, sizes = np.empty(len(mesh.loops), np.int32), np.empty(len(mesh.polygons), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    mesh.polygons.foreach_get("loop_total", sizes)
    faces = np.repeat(np.arange(len(sizes)), sizes)
    ordered = numbers[corners][np.lexsort((numbers[corners], faces))].astype(np.int64)
    return [each.tobytes() for each in np.split(ordered, np.cumsum(sizes)[:-1])]


def drop_faces(mesh: bpy.types.Mesh, faces: list[int]) -> None:
    """Delete faces; corner normals that the file gave stay as they are."""
    normals = _own_normals(mesh)
    sizes = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("loop_total", sizes)
    kept = np.ones(len(sizes), bool)
    kept[faces] = False
    work = bmesh.new()
    work.from_mesh(mesh)
    work.faces.ensure_lookup_table()
    bmesh.ops.delete(work, geom=[work.faces[index] for index in faces], context="FACES")
    work.to_mesh(mesh)
    work.free()
    if normals is not None and kept.any():
        mesh.normals_split_custom_set(normals[np.repeat(kept, sizes)].tolist())


def _own_normals(mesh: bpy.types.Mesh) -> Floats | None:
    """[L, 3] the corner normals that came with the file; None where there are none."""
    if not mesh.has_custom_normals:
        return None
    normals = np.empty(len(mesh.loops) * 3, np.float32)
    mesh.corner_normals.foreach_get("vector", normals)
    return normals.reshape(-1, 3).astype(np.float64)
