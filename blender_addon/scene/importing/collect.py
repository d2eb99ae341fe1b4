"""Puts the rendered part of an imported file into collections that empties instance.

Objects are not changed: meshes, curves, text, hair, their modifiers, parents and instances. Only the empties are placed
and scaled. So materials get the object coordinates, bounding boxes and colours that they were made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

import bpy

from ...library.formats import MOST_FACES
from ...narrowing import of_type
from ..current import current_scene, link, view_layer
from ..mesh import mesh_data
from .failure import ImportFailure

DRAWINGS = {"GPENCIL", "GREASEPENCIL"}
"""Blender draws those over the render of Cycles, outside its light layers."""
UNSEEN = {"LIGHT", "CAMERA", "LIGHT_PROBE", "SPEAKER", *DRAWINGS}
"""Types of objects that are not part of the product."""
SURFACES = {"MESH", "CURVE", "SURFACE", "FONT", "CURVES", "POINTCLOUD"}
"""Types of objects with materials."""
BONE_SHAPES = "glTF_not_exported"
"""Helpers of glTF's importer: a collection, and the suffix of its objects' names."""


def as_rendered(
    objects: Iterable[bpy.types.Object], groups: Iterable[bpy.types.Collection], hidden_in_viewport_is_hidden: bool
) -> None:
    """Copy render settings to the viewport, so that measurements agree with renders.

    If a file hides everything, that is ignored.
    """
    objects = list(objects)
    unseen = {thing for thing in objects if thing.hide_viewport or thing.hide_get()}
    if hidden_in_viewport_is_hidden and any(thing.type in SURFACES and thing not in unseen for thing in objects):
        for thing in unseen:
            thing.hide_render = True
    for thing in objects:
        thing.hide_viewport = thing.hide_render
        thing.show_instancer_for_viewport = thing.show_instancer_for_render
        for modifier in thing.modifiers:
            modifier.show_viewport = modifier.show_render
            if isinstance(modifier, (bpy.types.SubsurfModifier, bpy.types.MultiresModifier)):
                modifier.levels = modifier.render_levels
        for system in thing.particle_systems:
            system.settings.display_percentage = 100
            system.settings.child_percent = system.settings.rendered_child_count
    for group in groups:
        group.hide_viewport = group.hide_render


def bound_subdivision(objects: Iterable[bpy.types.Object], name: str) -> None:
    """Refuse subdivision that would not fit into memory: each level makes four faces of one.

    Raises:
        ImportFailure: More than `MOST_FACES` faces would come of it.
    """
    for thing in objects:
        levels = sum(
            each.levels
            for each in thing.modifiers
            if isinstance(each, bpy.types.SubsurfModifier) and each.show_viewport
        )
        if thing.type == "MESH" and levels:
            faces = len(mesh_data(thing).polygons) * 4**levels
            if faces > MOST_FACES:
                raise ImportFailure(
                    f"{name}: {faces} faces once {thing.name!r} is subdivided, more than {MOST_FACES}; use fewer levels"
                )


def _rendered(layer: bpy.types.LayerCollection) -> Iterator[bpy.types.Object]:
    """Objects of a view layer's collections that neither they nor their collections hide in renders."""
    if layer.exclude or layer.collection.hide_render or layer.collection.name.startswith(BONE_SHAPES):
        return
    for thing in layer.collection.objects:
        if not thing.hide_render and not thing.name.endswith(BONE_SHAPES):
            yield thing
    for child in layer.children:
        yield from _rendered(child)


def collect(path: Path, imported: Set[bpy.types.Object]) -> tuple[list[bpy.types.Object], list[bpy.types.Object]]:
    """Move imported objects that render from the scene into collections that empties instance.

    An instance renders with its empty's object colour. So there is a collection and an empty for each colour. All
    empties have one parent.

    Returns:
        What renders, in the order of names; and the empties, linked to the scene.

    Raises:
        ImportFailure: Nothing of the file renders.
    """
    scene, name = current_scene(), path.stem
    seen = [
        thing
        for thing in _rendered(of_type(bpy.types.LayerCollection, view_layer().layer_collection))
        if thing in imported
    ]
    for thing in [each for each in scene.collection.objects if each in imported]:
        scene.collection.objects.unlink(thing)
    for group in list(scene.collection.children):
        if group.all_objects and all(thing in imported for thing in group.all_objects):
            scene.collection.children.unlink(group)
    root = bpy.data.objects.new(f"product_{name}", None)
    scene.collection.objects.link(root)
    holders: dict[tuple[float, ...], bpy.types.Object] = {}
    shown = sorted({thing for thing in seen if thing.type not in UNSEEN}, key=lambda each: each.name)
    for thing in shown:
        colour = tuple(thing.color)
        if colour not in holders:
            holders[colour] = _holder(f"product_{name}_parts", root, colour)
        of_type(bpy.types.Collection, holders[colour].instance_collection).objects.link(thing)
    if not holders:
        raise ImportFailure(f"{path}: there is no mesh with a face in it")
    return shown, list(holders.values())


def _holder(name: str, root: bpy.types.Object, colour: tuple[float, ...]) -> bpy.types.Object:
    """An empty that instances a new collection, in the scene."""
    holder = bpy.data.objects.new(name, None)
    holder.parent, holder.color = root, colour
    holder.instance_type, holder.instance_collection = "COLLECTION", bpy.data.collections.new(name)
    link([holder])
    return holder


def undrawn(objects: Iterable[bpy.types.Object]) -> list[str]:
    """A warning for each drawing that would render in Blender, and is left out."""
    return [f"the Grease Pencil drawing {each.name} is left out" for each in objects if each.type in DRAWINGS]


def darken(lights: Iterable[bpy.types.Light]) -> None:
    """Set lights to zero: a light that particles or geometry nodes instance shines even if it is hidden."""
    for light in lights:
        any_light: Any = light  # each type of light has its own energy
        any_light.energy = 0.0
