"""Parts that came without a material: the recipe's drawn one, in the file's own colours where it has some."""

from __future__ import annotations

import bpy

from ..mesh import GRAIN, world_points, write_grain
from .model import Imported


def dress(imported: Imported, default: bpy.types.Material, scale: float) -> None:
    """Give every face without a material the default one; where its mesh has vertex colours, in those.

    Args:
        imported: The product, as read; changed in place.
        default: The recipe's material for bare parts.
        scale: Metres a unit of the vertices will measure, for the grain that the material reads.
    """
    for thing in imported.objects:
        mesh = thing.data
        if GRAIN not in mesh.attributes:
            write_grain(mesh, world_points([thing]) * scale)
        if all(mesh.materials) and len(mesh.materials):
            continue
        material = _coloured(default, mesh.color_attributes[0].name) if len(mesh.color_attributes) else default
        if not len(mesh.materials):
            mesh.materials.append(material)
        for index, slot in enumerate(mesh.materials):
            if slot is None:
                mesh.materials[index] = material


def _coloured(default: bpy.types.Material, attribute: str) -> bpy.types.Material:
    """The default material with the mesh's colour attribute in place of its colour."""
    material = default.copy()
    tree = material.node_tree
    surface = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if surface is None:
        return material
    colour = tree.nodes.new("ShaderNodeVertexColor")
    colour.layer_name = attribute
    tree.links.new(colour.outputs["Color"], surface.inputs["Base Color"])
    return material
