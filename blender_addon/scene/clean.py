"""Empties the file before each sample, so that no data-block of the last one appears in the next or slows it down."""

from __future__ import annotations

import bpy

_DATA = (
    "objects",
    "meshes",
    "curves",
    "lights",
    "cameras",
    "materials",
    "textures",
    "images",
    "worlds",
    "node_groups",
    "collections",
    "armatures",
    "actions",
    "fonts",
    "metaballs",
    "lattices",
    "particles",
    "hair_curves",
    "pointclouds",
    "volumes",
    "libraries",
)


def empty_file() -> bpy.types.Scene:
    """Remove every data-block and return the one scene that is left, empty and renamed.

    Preferences and add-ons are kept, which `read_factory_settings` would reset.
    """
    scene = bpy.data.scenes.new("packshot")
    for other in [each for each in bpy.data.scenes if each != scene]:
        bpy.data.scenes.remove(other)
    scene.name = "room"
    for kind in _DATA:
        blocks = getattr(bpy.data, kind, None)
        if blocks:
            bpy.data.batch_remove(list(blocks))
    bpy.ops.outliner.orphans_purge(do_local_ids=True, do_linked_ids=True, do_recursive=True)
    return scene
