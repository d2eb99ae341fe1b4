"""Model files of every format, written by Blender's own exporters."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from blender_addon.scene.clean import empty_file

PAINT = (0.8, 0.1, 0.05)
"""Linear base colour of what `block_scene` makes."""
LOW, HIGH = (3.0, -1.0, -2.0), (7.0, 9.0, 4.0)
"""Bounds of what `block_scene` makes: a block of 1 x 2 x 3 scaled by 2 and turned by a quarter, so x from 5 - 2 to
5 + 2; its twin stands 8 m on along y."""


def fresh() -> None:
    """An empty file with default units, as a worker has before each sample; far faster than factory settings."""
    empty_file()


def material(name: str = "paint", colour: tuple[float, float, float] = PAINT) -> bpy.types.Material:
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    surface = next(node for node in made.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    surface.inputs["Base Color"].default_value = (*colour, 1.0)
    return made


def surface_of(made: bpy.types.Material) -> bpy.types.Node:
    """What the material's output shows."""
    return made.node_tree.get_output_node("CYCLES").inputs["Surface"].links[0].from_node


def textured(picture: Path) -> bpy.types.Material:
    """A material with that picture as its colour; the file is made, 8 x 8 and red."""
    image = bpy.data.images.new("red", 8, 8)
    image.pixels[:] = [1.0, 0.0, 0.0, 1.0] * 64
    image.filepath_raw, image.file_format = str(picture), "PNG"
    image.save()
    made = material("picture")
    node = made.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.load(str(picture))
    made.node_tree.links.new(node.outputs[0], surface_of(made).inputs["Base Color"])
    return made


def block_scene(paint: bpy.types.Material | None = None) -> None:
    """A block under a turned and scaled empty, its twin, a light and a camera."""
    scene = bpy.context.scene.collection.objects
    bpy.ops.mesh.primitive_cube_add(size=1.0)
    block = bpy.context.object
    block.data.transform(Matrix.Diagonal((1, 2, 3, 1)))
    holder = bpy.data.objects.new("holder", None)
    scene.link(holder)
    holder.rotation_euler, holder.scale, holder.location = (0, 0, np.pi / 2), (2, 2, 2), (5, 0, 1)
    block.parent = holder
    block.data.materials.append(paint or material())
    twin = block.copy()
    twin.location = (4, 0, 0)
    scene.link(twin)
    scene.link(bpy.data.objects.new("light", bpy.data.lights.new("light", "POINT")))
    scene.link(bpy.data.objects.new("camera", bpy.data.cameras.new("camera")))


def shown() -> list[tuple[bpy.types.Object, bpy.types.Mesh]]:
    """Objects that render with a mesh, and that mesh in world space, by name."""
    bpy.context.view_layer.update()
    found = []
    for instance in bpy.context.evaluated_depsgraph_get().object_instances:
        mesh = instance.object.data
        if isinstance(mesh, bpy.types.Mesh) and instance.show_self and len(mesh.polygons):
            mesh = mesh.copy()
            mesh.transform(instance.matrix_world)
            if instance.matrix_world.determinant() < 0.0:
                mesh.flip_normals()
            found.append((instance.object.original, mesh))
    return sorted(found, key=lambda pair: pair[0].name)


def save(path: Path, **options: object) -> Path:
    """Write what is in Blender to a file of the format that its ending names, and begin again."""
    kind = path.suffix
    if kind == ".blend":
        bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True, **options)
    elif kind in (".glb", ".gltf"):
        layout = "GLB" if kind == ".glb" else "GLTF_SEPARATE"
        bpy.ops.export_scene.gltf(
            filepath=str(path), export_format=layout, export_lights=True, export_cameras=True, **options
        )
    elif kind == ".fbx":
        bpy.ops.export_scene.fbx(filepath=str(path), **{"path_mode": "RELATIVE", **options})
    elif kind == ".obj":
        bpy.ops.wm.obj_export(filepath=str(path), path_mode="RELATIVE", **options)
    elif kind in (".stl", ".ply"):
        getattr(bpy.ops.wm, f"{kind[1:]}_export")(filepath=str(path), **options)
    else:
        bpy.ops.wm.usd_export(filepath=str(path), **{"export_textures_mode": "KEEP", **options})
    fresh()
    return path
