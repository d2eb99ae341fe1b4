"""Removes faces of a mesh that cover each other in the same plane with different corners.

A sheet may have its front and its back divided in different ways, or a quad may have been written as three triangles.
They flicker like faces with the same corners (see `coincident`), and a covered face is not visible anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

import bpy
import numpy as np

from ...arrays import Floats, Ints, Mask
from ..mesh import mesh_data
from ..mesh_arrays import integers, vectors
from .coincident import drop_faces
from .plain import is_plain

MOST = 4000
"""Faces in one plane that are compared with each other; a plane with more of them stays as it is."""
STEP = 1e-5
"""Of the mesh's longest side: planes that are nearer to each other are one."""
INSET = 0.02
"""How far inside a face it is looked at, as a share of the way to its centre."""


def drop_covered(objects: list[bpy.types.Object]) -> bool:
    """Drop faces that others of the same mesh, plane and material cover: from behind, or as neighbours folded on them.

    Only meshes with one user, and without modifiers and shape keys, are checked. A face in front of another that is not
    a neighbour stays: it may be a label.

    Returns:
        True where faces were dropped.
    """
    dropped = False
    for thing in objects:
        mesh = mesh_data(thing) if thing.type == "MESH" and is_plain(thing) else None
        if mesh is None or not len(mesh.polygons):
            continue
        covered = [face for faces, side in _planes(mesh) for face in _covered(mesh, faces, side)]
        if covered:
            drop_faces(mesh, covered)
            dropped = True
    return dropped


def _planes(mesh: bpy.types.Mesh) -> Iterator[tuple[Ints, Floats]]:
    """The faces of each plane in which some look the other way or are folded; and which way each looks, 1 or -1."""
    normals, centres = vectors(mesh.polygons, "normal"), vectors(mesh.polygons, "center")
    leading = np.take_along_axis(normals, np.abs(normals).argmax(1)[:, None], 1)[:, 0]
    side = np.where(leading < 0.0, -1.0, 1.0)
    size = max(float(np.ptp(centres, axis=0).max()), 1e-12)
    distance = (centres * normals).sum(1) * side / (STEP * size)
    material = integers(mesh.polygons, "material_index")
    keys = np.column_stack([normals * side[:, None] * 1e3, distance, material]).round()
    order = np.lexsort(keys.T)
    firsts = np.flatnonzero(np.concatenate([[True], (np.diff(keys[order], axis=0) != 0.0).any(1)]))
    sizes = np.diff([*firsts, len(order)])
    turned = np.maximum.reduceat(side[order], firsts) > np.minimum.reduceat(side[order], firsts)
    odd = turned | np.logical_or.reduceat(_folded(mesh, centres, normals)[order], firsts)
    for first, count in zip(firsts[odd & (sizes <= MOST)], sizes[odd & (sizes <= MOST)], strict=True):
        faces = order[first : first + count]
        yield faces, side[faces]


def _folded(mesh: bpy.types.Mesh, centres: Floats, normals: Floats) -> Mask:
    """[F] faces that lie on the same side of an edge as their neighbour there, in the same plane."""
    edges = integers(mesh.loops, "edge_index")
    faces = np.repeat(np.arange(len(centres)), integers(mesh.polygons, "loop_total"))
    order = np.argsort(edges, kind="stable")
    pairs = np.flatnonzero(edges[order][1:] == edges[order][:-1])
    one, other = faces[order[pairs]], faces[order[pairs + 1]]
    ends = np.empty(len(mesh.edges) * 2, np.int32)
    mesh.edges.foreach_get("vertices", ends)
    start, end = vectors(mesh.vertices, "co")[ends.reshape(-1, 2)[edges[order[pairs]]]].transpose(1, 0, 2)
    along = (end - start) / np.maximum(np.linalg.norm(end - start, axis=1, keepdims=True), 1e-30)

    def away(face: Ints) -> Floats:
        step = centres[face] - start
        step = step - along * (step * along).sum(1, keepdims=True)
        return np.asarray(step / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-30))

    flat = np.abs((normals[one] * normals[other]).sum(1)) > 0.9999
    again = flat & ((away(one) * away(other)).sum(1) > 0.9999)
    found = np.zeros(len(centres), bool)
    found[one[again]] = found[other[again]] = True
    return found


def _covered(mesh: bpy.types.Mesh, faces: Ints, side: Floats) -> list[int]:
    """Those of the faces of one plane that the others, without those that are gone already, cover."""
    normal = np.array(mesh.polygons[int(faces[0])].normal, np.float64)
    axes = np.delete(np.arange(3), np.abs(normal).argmax())  # the plane seen along its steepest axis
    corners = [tuple(mesh.polygons[int(face)].vertices) for face in faces]
    shapes = [np.array([mesh.vertices[index].co for index in each], np.float64)[:, axes] for each in corners]
    lows, highs = (np.array([reach(each, axis=0) for each in shapes]) for reach in (np.min, np.max))
    kept = np.ones(len(faces), bool)
    for place in np.argsort(side, kind="stable"):
        points = _samples(shapes[place])
        near = kept & (highs >= points.min(0)).all(1) & (lows <= points.max(0)).all(1)
        inside = np.zeros(len(points), bool)
        for other in np.flatnonzero(near):
            neighbour = not set(corners[other]).isdisjoint(corners[place])
            if other != place and (side[other] != side[place] or neighbour):
                inside |= _within(points, shapes[other])
        kept[place] = not inside.all()
    return [int(face) for face in faces[~kept]]


def _samples(polygon: Floats) -> Floats:
    """[N, 2] points a little inside of a polygon's corners and sides, and one near its centre.

    Uneven shares keep them off the diagonals of what may cover it.
    """
    middle = np.average(polygon, axis=0, weights=1.0 + 0.3 * np.sin(1.0 + np.arange(len(polygon))))
    rim = np.concatenate([polygon, 0.53 * polygon + 0.47 * np.roll(polygon, -1, 0)])
    return np.concatenate([rim + INSET * (middle - rim), middle[None]])


def _within(points: Floats, polygon: Floats) -> Mask:
    """[N] whether points [N, 2] lie in a polygon [K, 2]: an odd number of its sides is to their right."""
    ahead = np.roll(polygon, -1, 0)
    x, y = points[:, None, 0], points[:, None, 1]
    crosses = (polygon[:, 1] > y) != (ahead[:, 1] > y)
    rise = np.where(ahead[:, 1] == polygon[:, 1], 1.0, ahead[:, 1] - polygon[:, 1])
    at = polygon[:, 0] + (y - polygon[:, 1]) * (ahead[:, 0] - polygon[:, 0]) / rise
    return np.asarray((crosses & (x < at)).sum(1) % 2 == 1)
