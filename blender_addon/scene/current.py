"""The scene that is built now, and Blender's vectors as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
from mathutils import Vector

from ..narrowing import of_type
from ..recipe.model import Vector as Triple


def link(things: Iterable[bpy.types.Object]) -> None:
    """Show the objects in the scene, in its own collection."""
    objects = current_scene().collection.objects
    for thing in things:
        objects.link(thing)


def current_scene() -> bpy.types.Scene:
    """The scene of Blender's context."""
    return of_type(bpy.types.Scene, bpy.context.scene)


def view_layer() -> bpy.types.ViewLayer:
    """The view layer of Blender's context."""
    return of_type(bpy.types.ViewLayer, bpy.context.view_layer)


def update_transforms() -> None:
    """Have Blender compute where every object of the scene is."""
    view_layer().update()


def triple(vector: Vector) -> Triple:
    """A vector of Blender's, whose numbers are single precision."""
    return vector.x, vector.y, vector.z
