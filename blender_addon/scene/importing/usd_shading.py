"""Shades USD meshes without normals as USD's own renderer does: subdivided or flat. Blender shades all smooth."""

from __future__ import annotations

from collections.abc import Iterable

import bpy

from ...versions.importers import reads_usd_subdivision
from ..mesh import mesh_data

SHAPES = {(92, 100), (42, 30), (31, 20), (82, 90)}
"""Vertices and faces of what Blender makes of USD's own sphere, cylinder, cone and capsule, which stay round."""


def flatten_cages(objects: Iterable[bpy.types.Object]) -> list[str]:
    """Shade meshes flat that have neither normals nor subdivision.

    Hydra computes smooth normals for the schemes that subdivide, and flat ones for "none" and "bilinear". A mesh's
    scheme comes in as its modifier, but for versions that cannot read it.

    Returns:
        A warning where a version's importer leaves out subdivision.
    """
    if not reads_usd_subdivision():
        bare = [thing for thing in objects if thing.type == "MESH" and not mesh_data(thing).has_custom_normals]
        return [f"Blender {bpy.app.version_string} reads no subdivision of USD (4.4 does): cages stay"] if bare else []
    for thing in objects:
        if thing.type != "MESH" or any(each.type == "SUBSURF" for each in thing.modifiers):
            continue
        mesh = mesh_data(thing)
        shape = (len(mesh.vertices), len(mesh.polygons)) in SHAPES
        if not mesh.has_custom_normals and not shape and "sharp_face" not in mesh.attributes:
            mesh.shade_flat()
    return []
