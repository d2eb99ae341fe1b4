"""Objects as a render would show them, as plain meshes in world space."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

import bpy

from ...library.formats import MOST_FACES
from .failure import ImportFailure

MOST_PARTS = 5_000
"""Each part is an object of its own, and Blender takes seconds to prepare more at every render."""
MESHLIKE = {"MESH", "CURVE", "SURFACE", "FONT", "META"}


def as_rendered(
    objects: Set[bpy.types.Object], groups: Set[bpy.types.Collection], hidden_in_viewport_is_hidden: bool
) -> None:
    """Have the viewport's settings follow the render's: what is evaluated here is what the viewport would show."""
    for thing in objects:
        if hidden_in_viewport_is_hidden and (thing.hide_viewport or thing.hide_get()):
            thing.hide_render = True
        thing.hide_viewport = thing.hide_render
        for modifier in thing.modifiers:
            modifier.show_viewport = modifier.show_render
            if modifier.type in {"SUBSURF", "MULTIRES"}:
                modifier.levels = modifier.render_levels
    for group in groups:
        group.hide_viewport = group.hide_render


def flattened(imported: Set[bpy.types.Object], path: Path) -> list[bpy.types.Object]:
    """A new mesh object, not linked yet, for each instance that renders, its vertices in world space, in a stable
    order.

    Modifiers, geometry nodes, armatures, instanced collections and parents are applied.

    Raises:
        ImportFailure: More faces or parts than can be rendered, said before all of them are made.
    """
    _bound_subdivision(imported, path)
    graph = bpy.context.evaluated_depsgraph_get()
    found: list[tuple[str, tuple[int, ...], bpy.types.Mesh]] = []
    faces = 0
    for instance in graph.object_instances:
        source = instance.object.original
        parent = instance.parent.original if instance.parent else source
        if parent not in imported or source.hide_render or source.type not in MESHLIKE:
            continue
        if source.name.endswith("_glTF_not_exported"):
            continue
        if not instance.show_self and not instance.is_instance:  # what geometry nodes instance says nothing of itself
            continue
        mesh = _mesh(instance, graph)
        if mesh is None:
            continue
        found.append((source.name, tuple(instance.persistent_id), mesh))
        faces += len(mesh.polygons)
        if faces > MOST_FACES or len(found) > MOST_PARTS:
            for _, _, made in found:
                bpy.data.meshes.remove(made)
            raise ImportFailure(
                f"{path}: more than {MOST_FACES} faces; decimate it first"
                if faces > MOST_FACES
                else f"{path}: more than {MOST_PARTS} parts; join them first"
            )
    found.sort(key=lambda item: item[:2])
    return [bpy.data.objects.new(f"product_{path.stem}", mesh) for _, _, mesh in found]


def _mesh(instance: bpy.types.DepsgraphObjectInstance, graph: bpy.types.Depsgraph) -> bpy.types.Mesh | None:
    """A mesh of its own for one instance, in world space and with the materials it renders with; None without a
    face.
    """
    data = instance.object.data
    if instance.is_instance and isinstance(data, bpy.types.Mesh):
        mesh = data.copy()  # what geometry nodes instance: made from the object, it would be the object's own mesh
        for index, used in enumerate(mesh.materials):
            mesh.materials[index] = used.original if used else None
    else:
        mesh = bpy.data.meshes.new_from_object(instance.object, preserve_all_data_layers=True, depsgraph=graph)
    if mesh is None:
        return None
    if not len(mesh.polygons):
        bpy.data.meshes.remove(mesh)
        return None
    for index, slot in enumerate(instance.object.material_slots):  # a slot may belong to the object, not its mesh
        if index < len(mesh.materials) and slot.link == "OBJECT" and slot.material:
            mesh.materials[index] = slot.material.original
    matrix = instance.matrix_world.copy()
    mesh.transform(matrix)
    if matrix.determinant() < 0.0:  # a mirrored object's faces look inward otherwise
        mesh.flip_normals()
    return mesh


def _bound_subdivision(imported: Set[bpy.types.Object], path: Path) -> None:
    """Refuse subdivision that could not be evaluated in memory: each level makes four faces of one."""
    for thing in imported:
        levels = sum(each.levels for each in thing.modifiers if each.type == "SUBSURF" and each.show_viewport)
        if thing.type == "MESH" and levels:
            faces = len(thing.data.polygons) * 4**levels
            if faces > MOST_FACES:
                raise ImportFailure(
                    f"{path}: {faces} faces once {thing.name!r} is subdivided, more than {MOST_FACES}; use fewer levels"
                )
