"""Normals that a file gives its corners, against what its faces say."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import numpy as np

from ..mesh import mesh_data

OPPOSED = -0.2
"""Cosine to the face's own normal. Across a face by rounding, as leaves have them that are lit from above, is none."""


def turn_opposed(objects: Iterable[bpy.types.Object]) -> None:
    """Turn corner normals round that point away from the side that their own face shows; the others stay.

    A renderer shades by them: such a corner is lit from behind, so that its face turns black. Turned round, a flat face
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
