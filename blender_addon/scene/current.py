"""The current scene, and Blender's vectors as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
from mathutils import Vector

from ..narrowing import of_type
from ..recipe.model import Vector as Triple


def link(things: Iterable[bpy.types.Object]) -> None:
    """Link the objects to the scene's collection."""
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
    """Update the transforms of all objects of the scene."""
    view_layer().update()


def triple(vector: Vector) -> Triple:
    """A vector of Blender's, whose numbers are single precision."""
    return vector.x, vector.y, vector.z
