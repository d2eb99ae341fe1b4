"""From arrays to a mesh in Blender: the one place where product geometry becomes a bpy object.

A Shape is plain NumPy, so that forms can be built, joined and moved without Blender's operators, which would
depend on context and selection.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import bpy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRAIN = "packshot_grain"
"""Vertex attribute: where a vertex lies in its part's piece of material, in metres, the grain along z."""
SHARP_RAD = math.radians(38.0)


@dataclass(frozen=True)
class Shape:
    """Faces over vertices, in metres."""

    vertices: Floats
    """[N, 3]"""
    corners: Ints
    """[L] vertex of each face corner, the faces one after another, counter-clockwise seen from outside."""
    sizes: Ints
    """[F] corners of each face."""
    uv: Floats
    """[L, 2] texture coordinates of each corner, (0, 0) at the picture's lower left."""
    grain: Floats
    """[N, 3] see GRAIN."""

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Shape:
        """The shape shifted; its grain stays with it."""
        return replace(self, vertices=self.vertices + np.array([x, y, z]))

    def turned(self, axis: str, angle_rad: float) -> Shape:
        """The shape turned about the x, y or z axis through the origin, counter-clockwise seen from the
        axis's tip.
        """
        first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
        vertices = self.vertices.copy()
        vertices[:, first] = cosine * self.vertices[:, first] - sine * self.vertices[:, second]
        vertices[:, second] = sine * self.vertices[:, first] + cosine * self.vertices[:, second]
        return replace(self, vertices=vertices)

    def scaled(self, x: float, y: float, z: float) -> Shape:
        """The shape stretched along the axes; factors above 0, so that no face turns inside out."""
        return replace(self, vertices=self.vertices * np.array([x, y, z]))

    def mirrored_x(self) -> Shape:
        """The shape as in a mirror at x = 0, its faces turned round so that they still face outward."""
        starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        within = np.arange(len(self.corners)) - np.repeat(starts, self.sizes)
        order = np.repeat(starts + self.sizes - 1, self.sizes) - within
        vertices = self.vertices * np.array([-1.0, 1.0, 1.0])
        return replace(self, vertices=vertices, corners=self.corners[order], uv=self.uv[order])


def join(shapes: Iterable[Shape]) -> Shape:
    """Many shapes as one; each takes its grain from another place of the material, as boards from a tree do.

    Raises:
        ValueError: `shapes` is empty.
    """
    parts = list(shapes)
    if not parts:
        raise ValueError("nothing to join: a product's slot has no shape")
    firsts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    spread = np.array([0.713, 0.327, 0.591])
    return Shape(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.corners + first for part, first in zip(parts, firsts, strict=True)]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.uv for part in parts]),
        np.concatenate([part.grain + spread * at for at, part in enumerate(parts)]),
    )


def mesh_object(name: str, slots: Mapping[str, Shape], materials: Mapping[str, bpy.types.Material]) -> bpy.types.Object:
    """One mesh object out of a shape for each material slot, smooth but for edges sharper than SHARP_RAD.

    The object is not linked to any collection.

    Raises:
        KeyError: A slot has no material.
    """
    whole = join(slots.values())
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(whole.vertices))
    mesh.vertices.foreach_set("co", whole.vertices.astype(np.float32).ravel())
    mesh.loops.add(len(whole.corners))
    mesh.loops.foreach_set("vertex_index", whole.corners.astype(np.int32))
    mesh.polygons.add(len(whole.sizes))
    mesh.polygons.foreach_set("loop_start", np.concatenate([[0], np.cumsum(whole.sizes)[:-1]]).astype(np.int32))
    slot_of_face = np.repeat(np.arange(len(slots)), [len(shape.sizes) for shape in slots.values()])
    mesh.polygons.foreach_set("material_index", slot_of_face.astype(np.int32))
    mesh.uv_layers.new(name="UVMap", do_init=False)
    mesh.uv_layers[0].data.foreach_set("uv", whole.uv.astype(np.float32).ravel())
    write_grain(mesh, whole.grain)
    mesh.update(calc_edges=True)
    mesh.validate()
    mesh.shade_smooth()
    mesh.set_sharp_from_angle(angle=SHARP_RAD)
    for slot in slots:
        mesh.materials.append(materials[slot])
    return bpy.data.objects.new(name, mesh)


def write_grain(mesh: bpy.types.Mesh, grain: Floats) -> None:
    """Give the mesh its GRAIN attribute; `grain` is [N, 3], one row a vertex."""
    attribute = mesh.attributes.new(GRAIN, "FLOAT_VECTOR", "POINT")
    attribute.data.foreach_set("vector", grain.astype(np.float32).ravel())


def world_points(objects: Iterable[bpy.types.Object]) -> Floats:
    """Every vertex of the mesh objects in world space, [N, 3]; N is 0 where there is none."""
    clouds = []
    for thing in objects:
        flat = np.empty(len(thing.data.vertices) * 3, np.float32)
        thing.data.vertices.foreach_get("co", flat)
        matrix = np.array(thing.matrix_world, np.float64)
        clouds.append(flat.reshape(-1, 3).astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3])
    return np.concatenate(clouds) if clouds else np.empty((0, 3))
