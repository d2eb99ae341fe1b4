"""From shapes to a mesh in Blender, and back to points.

No operator is used: they depend on context and selection.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import bpy
import numpy as np

from ..arrays import Floats
from ..narrowing import of_type
from .shapes.shape import Shape, join

GRAIN = "packshot_grain"
"""Vertex attribute: where a vertex lies in its part's piece of material, in metres, the grain along z."""
_SHARP_RAD = math.radians(38.0)


def mesh_object(name: str, slots: Mapping[str, Shape], materials: Mapping[str, bpy.types.Material]) -> bpy.types.Object:
    """One mesh object out of a shape for each material slot, smooth but for edges sharper than _SHARP_RAD.

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
    mesh.set_sharp_from_angle(angle=_SHARP_RAD)
    for slot in slots:
        mesh.materials.append(materials[slot])
    return bpy.data.objects.new(name, mesh)


def write_grain(mesh: bpy.types.Mesh, grain: Floats) -> None:
    """Give the mesh its GRAIN attribute; `grain` is [N, 3], one row a vertex."""
    made = mesh.attributes.new(GRAIN, "FLOAT_VECTOR", "POINT")
    attribute = of_type(bpy.types.FloatVectorAttribute, made)
    attribute.data.foreach_set("vector", grain.astype(np.float32).ravel())


def world_points(objects: Iterable[bpy.types.Object]) -> Floats:
    """Every vertex of the mesh objects in world space, [N, 3]; N is 0 where there is none."""
    clouds = []
    for thing in objects:
        vertices = mesh_data(thing).vertices
        flat = np.empty(len(vertices) * 3, np.float32)
        vertices.foreach_get("co", flat)
        matrix = np.array(thing.matrix_world, np.float64)
        clouds.append(flat.reshape(-1, 3).astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3])
    return np.concatenate(clouds) if clouds else np.empty((0, 3))


def mesh_data(thing: bpy.types.Object) -> bpy.types.Mesh:
    """The mesh of an object that has one."""
    return of_type(bpy.types.Mesh, thing.data)
