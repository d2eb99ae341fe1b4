"""Whether meshes can be rendered as a product, and which way their faces look."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy
import numpy as np

from ...arrays import Floats
from .failure import ImportFailure
from .measure import Measured

LEAST_SIDE = 1e-6
"""In the file's unit: what is smaller loses its shape in single precision."""
LEAST_AREA = 1e-12
"""Of all faces together, over the longest side squared."""


def mend(path: Path, meshes: Iterable[bpy.types.Mesh]) -> None:
    """Take out of meshes, as they came, what Blender would crash on: indices beyond the end, faces of two corners.

    Raises:
        ImportFailure: Some vertex is no finite number.
    """
    for mesh in meshes:
        places = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", places)
        if not np.isfinite(places).all():
            raise ImportFailure(f"{path}: some vertices are not finite numbers")
        if mesh.library is None:
            mesh.validate()


def check(path: Path, measured: Measured) -> None:
    """Raise ImportFailure for what cannot be rendered as a product."""
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


def turn_outward(mesh: bpy.types.Mesh) -> bool:
    """Turn the faces of a closed mesh that is inside out; an open one has no inside and stays.

    Its signed volume says so: the sum over faces of (centre · normal) · area / 3 is negative where they look inward
    (the divergence theorem). Lighting does not mind, but glass does, and so does what shows front faces only.

    Returns:
        True where it was turned.
    """
    if not len(mesh.polygons) or len(mesh.loops) != 2 * len(mesh.edges):  # in a closed mesh each edge has two faces
        return False
    count = len(mesh.polygons)
    centres, normals = np.empty(count * 3, np.float32), np.empty(count * 3, np.float32)
    mesh.polygons.foreach_get("center", centres)
    mesh.polygons.foreach_get("normal", normals)
    middle = centres.reshape(-1, 3).astype(np.float64)
    middle -= middle.mean(0)
    volume = float(((middle * normals.reshape(-1, 3)).sum(1) * _areas(mesh)).sum() / 3.0)
    if volume >= 0.0:
        return False
    mesh.flip_normals()
    return True


def _areas(mesh: bpy.types.Mesh) -> Floats:
    """[F] area of each face, in the mesh's unit squared."""
    areas = np.empty(len(mesh.polygons), np.float32)
    mesh.polygons.foreach_get("area", areas)
    return areas.astype(np.float64)
