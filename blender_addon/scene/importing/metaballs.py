"""Metaballs as meshes: Blender polygonises them in a scene, but not in a collection that is instanced."""

from __future__ import annotations

from collections.abc import Iterable

import bpy

from ...narrowing import of_type
from ..current import update_transforms


def as_meshes(objects: Iterable[bpy.types.Object]) -> None:
    """Put a mesh in the place of each family of metaballs that renders; its members add no surface of their own."""
    balls = [thing for thing in objects if thing.type == "META"]
    if not balls:
        return
    for ball in balls:
        data = of_type(bpy.types.MetaBall, ball.data)
        data.resolution = data.render_resolution
    update_transforms()
    graph = bpy.context.evaluated_depsgraph_get()
    for ball in balls:
        mesh = bpy.data.meshes.new_from_object(ball.evaluated_get(graph), depsgraph=graph)
        if mesh is None or not len(mesh.polygons):
            continue
        if not len(mesh.materials):
            for material in of_type(bpy.types.MetaBall, ball.data).materials:
                mesh.materials.append(material)
        thing = bpy.data.objects.new(ball.name, mesh)
        thing.matrix_world, thing.hide_render, thing.color = ball.matrix_world, ball.hide_render, ball.color
        for collection in ball.users_collection:
            collection.objects.link(thing)
    for ball in balls:
        ball.hide_render = True
