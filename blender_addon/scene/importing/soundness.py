"""Checks whether meshes can be rendered as a product."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy
import numpy as np

from ...narrowing import of_type
from ..mesh_arrays import vectors
from .failure import ImportFailure
from .measure import Measured

LEAST_SIDE = 1e-6
"""In the file's unit: a smaller product loses its shape in single precision."""
_KEPT = "packshot_corner_normal"
LEAST_AREA = 1e-12
"""Of all faces together, over the longest side squared."""


def remove_invalid(path: Path, meshes: Iterable[bpy.types.Mesh]) -> None:
    """Remove from meshes what would crash Blender: indices beyond the end, faces of two corners.

    Raises:
        ImportFailure: Some vertex is not a finite number.
    """
    for mesh in meshes:
        places = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", places)
        if not np.isfinite(places).all():
            raise ImportFailure(f"{path}: some vertices are not finite numbers")
        if mesh.library is None:
            _validate(mesh)


def _validate(mesh: bpy.types.Mesh) -> None:
    """Validate a mesh and keep its corner normals, whose encoding in Blender would change with removed faces."""
    if not mesh.has_custom_normals:
        mesh.validate()
        return
    kept = of_type(bpy.types.FloatVectorAttribute, mesh.attributes.new(_KEPT, "FLOAT_VECTOR", "CORNER"))
    kept.data.foreach_set("vector", vectors(mesh.corner_normals, "vector").astype(np.float32).ravel())
    count = len(mesh.loops)
    mesh.validate()
    kept = of_type(bpy.types.FloatVectorAttribute, mesh.attributes[_KEPT])
    if len(mesh.loops) != count and len(mesh.loops):
        mesh.normals_split_custom_set(vectors(kept.data, "vector").tolist())
    mesh.attributes.remove(mesh.attributes[_KEPT])


def check(path: Path, measured: Measured) -> None:
    """Raise ImportFailure if it cannot be rendered as a product."""
    points = measured.points
    if not len(points) or not (measured.area or measured.has_strands or measured.faces):
        raise ImportFailure(f"{path}: there is no mesh with a face in it")
    if not np.isfinite(points).all():
        raise ImportFailure(f"{path}: some vertices are not finite numbers")
    longest = float(np.ptp(points, axis=0).max())
    if longest < LEAST_SIDE:
        raise ImportFailure(f"{path}: all its vertices lie on one point, so it cannot be scaled to a size")
    if measured.area < LEAST_AREA * longest**2 and not measured.has_strands:
        raise ImportFailure(f"{path}: all its faces together have no area, so there is nothing to see")
