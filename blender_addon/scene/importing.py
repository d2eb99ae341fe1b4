"""A product's file becomes plain mesh objects in world space: no parents, modifiers, cameras or lights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np

from .lit import make_lit
from .mesh import GRAIN, world_points, write_grain
from .quiet import quiet_import

MOST_FACES = 3_000_000
"""More would not fit beside a render in a few gigabytes."""


class ImportFailure(ValueError):  # noqa: N818 - it is what happened, not what went wrong in Blender
    """A model file that cannot be used; the message is one line: which file and why."""


def import_model(path: Path) -> list[bpy.types.Object]:
    """The meshes of a .glb, .gltf, .obj or .blend file, as rendered there, linked to the scene's collection.

    What the file brings beside them (cameras, lights, empties, armatures) shapes and places the meshes and is
    then removed. Y-up formats come in Z-up. Unlit materials become lit ones.

    Returns:
        Mesh objects with the identity as `matrix_world`; parts without a material have empty slots.

    Raises:
        ImportFailure: The file is missing, of another type, broken, without a face, without size, or too
            large.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ImportFailure(f"{path}: not a model file; use one of {', '.join(READERS)}")
    if not path.is_file():
        raise ImportFailure(f"{path}: there is no such file")
    before = set(bpy.data.objects)
    try:
        with quiet_import():
            reader(path)
    except (RuntimeError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        _remove(set(bpy.data.objects) - before)
        raise ImportFailure(f"{path}: Blender cannot read it: {_reason(error)}") from error
    imported = set(bpy.data.objects) - before
    bpy.context.view_layer.update()
    meshes = _flattened(imported, path.stem)
    _remove(imported)
    try:
        _check(path, meshes)
    except ImportFailure:
        _remove(set(meshes))
        raise
    for thing in meshes:
        bpy.context.scene.collection.objects.link(thing)
        _finish(thing)
    return meshes


def _read_gltf(path: Path) -> None:
    bpy.ops.import_scene.gltf(filepath=str(path))


def _read_obj(path: Path) -> None:
    bpy.ops.wm.obj_import(filepath=str(path))


def _read_blend(path: Path) -> None:
    """Append every object of the file's scenes, or all objects of a file without one."""
    with bpy.data.libraries.load(str(path), link=False) as (source, target):
        target.scenes = list(source.scenes)
        target.objects = [] if source.scenes else list(source.objects)
    for scene in target.scenes:
        for thing in scene.objects:
            if not thing.hide_render:
                bpy.context.scene.collection.objects.link(thing)
    for thing in target.objects:
        bpy.context.scene.collection.objects.link(thing)
    for scene in target.scenes:
        bpy.data.scenes.remove(scene)


READERS: dict[str, Callable[[Path], None]] = {
    ".glb": _read_gltf,
    ".gltf": _read_gltf,
    ".obj": _read_obj,
    ".blend": _read_blend,
}


def _flattened(imported: set[bpy.types.Object], name: str) -> list[bpy.types.Object]:
    """A new mesh object for each instance that renders, its vertices in world space, in a stable order."""
    graph = bpy.context.evaluated_depsgraph_get()
    found = []
    for instance in graph.object_instances:
        source = instance.object.original
        parent = instance.parent.original if instance.parent else source
        if (
            parent not in imported
            or source.hide_render
            or source.type not in {"MESH", "CURVE", "SURFACE", "FONT", "META"}
        ):
            continue
        if not instance.show_self or source.name.endswith("_glTF_not_exported"):
            continue
        mesh = bpy.data.meshes.new_from_object(instance.object, preserve_all_data_layers=True, depsgraph=graph)
        if not len(mesh.polygons):
            bpy.data.meshes.remove(mesh)
            continue
        matrix = instance.matrix_world.copy()
        mesh.transform(matrix)
        if matrix.determinant() < 0.0:  # a mirrored object's faces look inward otherwise
            mesh.flip_normals()
        found.append((source.name, tuple(instance.persistent_id), mesh))
    found.sort(key=lambda item: item[:2])
    return [bpy.data.objects.new(f"product_{name}", mesh) for _, _, mesh in found]


def _check(path: Path, meshes: list[bpy.types.Object]) -> None:
    """Raise ImportFailure for what cannot be rendered as a product."""
    if not meshes:
        raise ImportFailure(f"{path}: there is no mesh with a face in it")
    faces = sum(len(thing.data.polygons) for thing in meshes)
    if faces > MOST_FACES:
        raise ImportFailure(f"{path}: {faces} faces, more than {MOST_FACES}; decimate it first")
    points = world_points(meshes)
    if not np.isfinite(points).all():
        raise ImportFailure(f"{path}: some vertices are not finite numbers")
    if float(np.ptp(points, axis=0).max()) < 1e-6:
        raise ImportFailure(f"{path}: all its vertices lie on one point, so it cannot be scaled to a size")


def _finish(thing: bpy.types.Object) -> None:
    """Lit materials, and the attribute that product finishes read."""
    for slot in thing.material_slots:
        if slot.material is not None:
            make_lit(slot.material)
    if GRAIN not in thing.data.attributes:
        write_grain(thing.data, world_points([thing]))


def _remove(objects: set[bpy.types.Object]) -> None:
    """Take objects out of the file again."""
    for thing in objects:
        bpy.data.objects.remove(thing)


def _reason(error: BaseException) -> str:
    """What an importer's message says was wrong: its last line, but for where in Blender's code it was said."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("Location:")]
    if any("draco" in line.lower() and line.startswith("OSError") for line in told):
        return "it is Draco-compressed and this build of Blender has no Draco; save it without compression"
    return told[-1] if told else type(error).__name__
