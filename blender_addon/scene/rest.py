"""Computes how a product rests on the floor: on a stable face of its convex hull, or leaning on an edge.

An object touches a plane with its convex hull. A face of the hull is stable if the centre of mass is above it
(Lagrange's condition of static balance: the plumb line falls within the support). The hull's centre of volume is used
as the centre of mass, as if the product were solid.
"""

from __future__ import annotations

import math

import bmesh
import numpy as np

from ..arrays import Floats
from ..recipe.model import PosePlan

_DIRECTIONS = 900
_UPRIGHT = 0.75
"""A face is not one to lie on when it looks down or up by more than this (cosine to z)."""


def rest_rotation(points: Floats, pose: PosePlan) -> Floats:
    """The rotation [3, 3] that puts an upright product down as the pose says; multiply points from the right by its
    transpose.

    Args:
        points: [N, 3] vertices, upright.
        pose: See `recipe.pose`.
    """
    toward = np.array([math.cos(pose.toward_rad), math.sin(pose.toward_rad), 0.0])
    if pose.kind == "leaning":
        # Turned about the level axis across: what lies toward goes down.
        return _about(np.array([-toward[1], toward[0], 0.0]), pose.lean_rad)
    if pose.kind == "lying":
        down = _side_to_lie_on(points, toward)
        return _turn(down, np.array([0.0, 0.0, -1.0]))
    return np.eye(3)


def _side_to_lie_on(points: Floats, toward: Floats) -> Floats:
    """The outward normal of the stable side face of the hull that looks most toward a direction."""
    corners, faces = _hull(points)
    a, b, c = corners[faces].transpose(1, 0, 2)
    normals = np.cross(b - a, c - a)
    areas = np.linalg.norm(normals, axis=1)
    normals /= np.maximum(areas[:, None], 1e-18)
    centre, span = _centre(a, b, c, corners.mean(0)), float(np.ptp(corners, axis=0).max())
    # The plumb line onto each face's plane, and on which side of each of its edges it falls.
    plumb = centre + np.einsum("fk,fk->f", a - centre, normals)[:, None] * normals
    inside = np.full(len(faces), np.inf)
    for start, end in ((a, b), (b, c), (c, a)):
        along = end - start
        inward = np.cross(normals, along) / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
        inside = np.minimum(inside, np.einsum("fk,fk->f", plumb - start, inward))
    side = np.abs(normals[:, 2]) < _UPRIGHT
    stable = side & (inside > -1e-3 * span) & (areas > 1e-7 * span**2)
    if not stable.any():  # a ring or a ball of many small faces: the plumb line may just miss all of them
        stable = side & (areas > 0)
        if not stable.any():
            return np.array([0.0, 0.0, -1.0])
        near = np.where(stable, inside, -np.inf)
        stable &= near >= np.partition(near, -min(8, len(near)))[-min(8, len(near))]
    return np.asarray(normals[int(np.argmax(np.where(stable, normals @ toward, -2.0)))])


def _hull(points: Floats) -> tuple[Floats, np.ndarray]:
    """Corners [K, 3] and triangles [F, 3] of the convex hull of the points that lie farthest in many directions."""
    at = np.arange(_DIRECTIONS) + 0.5
    z = 1 - 2 * at / _DIRECTIONS
    turn = at * math.pi * (1 + math.sqrt(5.0))  # a Fibonacci lattice, even on the sphere
    level = np.sqrt(1 - z * z)
    ways = np.stack([level * np.cos(turn), level * np.sin(turn), z], -1)
    ways = np.concatenate([ways, np.eye(3), -np.eye(3)])
    farthest = [np.argmax(points @ part.T, axis=0) for part in np.array_split(ways, 16)]
    chosen = points[np.unique(np.concatenate(farthest))]
    mesh = bmesh.new()
    for corner in chosen:
        mesh.verts.new(corner)
    bmesh.ops.convex_hull(mesh, input=list(mesh.verts))
    loose = [vertex for vertex in mesh.verts if not vertex.link_faces]
    bmesh.ops.delete(mesh, geom=loose, context="VERTS")
    bmesh.ops.triangulate(mesh, faces=mesh.faces[:])
    mesh.verts.index_update()
    corners = np.array([vertex.co[:] for vertex in mesh.verts], float).reshape(-1, 3)
    faces = np.array([[vertex.index for vertex in face.verts] for face in mesh.faces], int).reshape(-1, 3)
    mesh.free()
    middle = corners.mean(0)
    a, b, c = corners[faces].transpose(1, 0, 2)
    inward = np.einsum("fk,fk->f", np.cross(b - a, c - a), a - middle) < 0
    faces[inward] = faces[inward][:, ::-1]
    return corners, faces


def _centre(a: Floats, b: Floats, c: Floats, origin: Floats) -> Floats:
    """The centre of volume of a closed surface of triangles, by tetrahedra from a point inside."""
    volume = np.einsum("fk,fk->f", a - origin, np.cross(b - origin, c - origin))
    if abs(float(volume.sum())) < 1e-18:
        return origin
    return np.asarray(((a + b + c + origin) * volume[:, None]).sum(0) / (4 * volume.sum()))


def _about(axis: Floats, angle: float) -> Floats:
    """Rodrigues' rotation by an angle about a unit axis."""
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + math.sin(angle) * k + (1 - math.cos(angle)) * k @ k)


def _turn(first: Floats, second: Floats) -> Floats:
    """The least rotation that takes one unit vector to another."""
    axis = np.cross(first, second)
    sine, cosine = float(np.linalg.norm(axis)), float(first @ second)
    if sine < 1e-9:
        return np.eye(3) if cosine > 0 else _about(np.array([1.0, 0.0, 0.0]), math.pi)
    return _about(axis / sine, math.atan2(sine, cosine))
