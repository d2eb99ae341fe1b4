"""Corrects a file's corner normals that point against their faces."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import numpy as np

from ..mesh import mesh_data

OPPOSED = -0.2
"""Cosine to the face's own normal. Normals across the face, as in foliage lit from above, are not opposed."""


def turn_opposed(objects: Iterable[bpy.types.Object]) -> None:
    """Reverse corner normals that point against their own face; the others stay.

    A renderer would light such a corner from behind, and the face would be black. With reversed normals a flat face
    stays flat and a smooth one smooth.
    """
    for mesh in {mesh_data(thing) for thing in objects if thing.type == "MESH"}:
        if not mesh.has_custom_normals or mesh.library is not None or not len(mesh.polygons):
            continue
        normals, facing, sizes = (
            np.empty(len(mesh.loops) * 3, np.float32),
            np.empty(len(mesh.polygons) * 3, np.float32),
            np.empty(len(mesh.polygons), np.int32),
        )
        mesh.corner_normals.foreach_get("vector", normals)
        mesh.polygons.foreach_get("normal", facing)
        mesh.polygons.foreach_get("loop_total", sizes)
        corners = normals.reshape(-1, 3)
        opposed = (corners * np.repeat(facing.reshape(-1, 3), sizes, axis=0)).sum(1) < OPPOSED
        if opposed.any():
            corners[opposed] *= -1.0
            mesh.normals_split_custom_set(corners.tolist())
