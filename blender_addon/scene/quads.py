"""Quads: flat pieces of a room, gathered into one mesh whose UV layer is in metres."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ..arrays import Floats
from ..recipe.model import Vector
from .materials import UV_LAYER

_AXES: tuple[Vector, Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


class Quads:
    """Rectangles and boxes of one object, each with a material slot; heights in UV count from `floor`, metres."""

    def __init__(self, floor: float = 0.0) -> None:
        self.floor = floor
        self.corners: list[Vector] = []
        self.metres: list[tuple[float, float]] = []
        self.slots: list[int] = []

    def rectangle(self, origin: Vector, u: Vector, v: Vector, facing: Vector, slot: int = 0) -> None:
        """The rectangle from `origin` along edges u and v; its normal is on the side of `facing`.

        UV is the place along the directions of u and v in metres from the point of the floor
        under or over the world's origin, so that neighbours continue where the last one ended.
        """
        start, first, second = (np.asarray(vector, dtype=float) for vector in (origin, u, v))
        points = [start, start + first, start + first + second, start + second]
        if float(np.dot(np.cross(first, second), facing)) < 0.0:
            points.reverse()
        along, up = _positive(first), _positive(second)
        ground = np.array([0.0, 0.0, self.floor])
        for point in points:
            self.corners.append((float(point[0]), float(point[1]), float(point[2])))
            self.metres.append((float((point - ground) @ along), float((point - ground) @ up)))
        self.slots.append(slot)

    def box(self, low: Sequence[float], high: Sequence[float], slot: int = 0) -> None:
        """A box along the axes, facing outward; u runs along its longest side, as wood grain does."""
        size = [high[axis] - low[axis] for axis in range(3)]
        longest = size.index(max(size))
        for axis in range(3):
            others = sorted({0, 1, 2} - {axis}, key=lambda other: other != longest)
            u, v = (_edge(other, size[other]) for other in others)
            out = _AXES[axis]
            corner = (low[0], low[1], low[2])
            self.rectangle(corner, u, v, (-out[0], -out[1], -out[2]), slot)
            far = _edge(axis, size[axis])
            self.rectangle((corner[0] + far[0], corner[1] + far[1], corner[2] + far[2]), u, v, out, slot)

    def slab(self, origin: Vector, edges: Sequence[Vector], slot: int = 0) -> None:
        """A box that may stand askew, from `origin` along three edges that are square to each other, facing outward."""
        start = np.asarray(origin, dtype=float)
        for axis in range(3):
            out = np.asarray(edges[axis], dtype=float)
            u, v = (edges[other] for other in range(3) if other != axis)
            self.rectangle(_vector(start), u, v, _vector(-out), slot)
            self.rectangle(_vector(start + out), u, v, _vector(out), slot)

    def to_object(self, name: str, materials: Sequence[bpy.types.Material]) -> bpy.types.Object:
        """A new object of that name with everything gathered; the caller links it to a collection."""
        mesh = bpy.data.meshes.new(name)
        faces = np.arange(len(self.corners)).reshape(-1, 4)
        mesh.from_pydata(self.corners, [], faces.tolist())
        layer = mesh.uv_layers.new(name=UV_LAYER)
        layer.data.foreach_set("uv", np.asarray(self.metres, dtype=np.float32).ravel())
        for material in materials:
            mesh.materials.append(material)
        mesh.polygons.foreach_set("material_index", np.asarray(self.slots, dtype=np.int32))
        mesh.update()
        return bpy.data.objects.new(name, mesh)


def _positive(edge: Floats) -> Floats:
    """The direction of an edge, of its two senses the one that its greatest part has as positive."""
    sense = np.sign(edge[np.argmax(np.abs(edge))])
    return np.asarray(edge * (sense / np.linalg.norm(edge)))


def _edge(axis: int, length: float) -> Vector:
    x, y, z = _AXES[axis]
    return (x * length, y * length, z * length)


def _vector(values: Floats) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))
