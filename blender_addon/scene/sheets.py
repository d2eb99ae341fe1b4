"""Sheets: bent pieces of a place (paper, cloth, a hedge) as one smooth mesh, with UV in metres."""

from __future__ import annotations

import bpy
import numpy as np

from ..arrays import Floats, Ints
from .materials import UV_LAYER


def sheet(name: str, points: Floats, metres: Floats, material: bpy.types.Material) -> bpy.types.Object:
    """A grid of quads through `points` [R, C, 3], its UV `metres` [R, C, 2]; not linked to any collection.

    Its front is where the step along a row (C) crossed with the step to the next row (R) points.
    """
    rows, columns = points.shape[:2]
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)[None]).ravel()
    faces = np.stack([first, first + 1, first + columns + 1, first + columns], axis=1)
    return mesh_of(name, points.reshape(-1, 3), faces, metres.reshape(-1, 2)[faces.ravel()], material, smooth=True)


def mesh_of(
    name: str, vertices: Floats, faces: Ints, metres: Floats, material: bpy.types.Material, smooth: bool
) -> bpy.types.Object:
    """A mesh of `faces` [F, corners] over `vertices` [N, 3], with `metres` [F · corners, 2] as UV."""
    count, corners = faces.shape
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", vertices.astype(np.float32).ravel())
    mesh.loops.add(count * corners)
    mesh.loops.foreach_set("vertex_index", faces.astype(np.int32).ravel())
    mesh.polygons.add(count)
    mesh.polygons.foreach_set("loop_start", np.arange(0, count * corners, corners, dtype=np.int32))
    layer = mesh.uv_layers.new(name=UV_LAYER, do_init=False)
    layer.data.foreach_set("uv", metres.astype(np.float32).ravel())
    mesh.materials.append(material)
    mesh.update(calc_edges=True)
    if smooth:
        mesh.shade_smooth()
    return bpy.data.objects.new(name, mesh)
