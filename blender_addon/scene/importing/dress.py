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
    for thing in imported.parts:
        data = thing.data
        if thing.type == "MESH" and GRAIN not in data.attributes and data.library is None:
            write_grain(data, world_points([thing]) * scale)
        slots = [slot.material for slot in thing.material_slots]
        if slots and all(slots):
            continue
        colours = data.color_attributes if thing.type == "MESH" else ()
        material = _coloured(default, colours[0].name) if len(colours) else default
        if not slots:
            data.materials.append(material)
        for slot in thing.material_slots:
            if slot.material is None:
                slot.material = material


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
