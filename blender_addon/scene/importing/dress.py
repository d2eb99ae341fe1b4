"""Gives parts without a material the recipe's drawn one, with the file's own vertex colours if it has some."""

from __future__ import annotations

from typing import Any

import bpy

from ..mesh import GRAIN, world_points, write_grain
from ..node_tree import Nodes
from .model import Imported


def dress(imported: Imported, default: bpy.types.Material, scale: float) -> None:
    """Give every face without a material the default one; where its mesh has vertex colours, in those.

    Args:
        imported: The product, as read; changed in place.
        default: The recipe's material for bare parts.
        scale: Metres a unit of the vertices will measure, for the grain that the material reads.
    """
    for thing in imported.parts:
        data: Any = thing.data  # curves, hair and points wear materials too
        mesh = data if isinstance(data, bpy.types.Mesh) else None
        if mesh is not None and GRAIN not in mesh.attributes and mesh.library is None:
            write_grain(mesh, world_points([thing]) * scale)
        slots = [slot.material for slot in thing.material_slots]
        if slots and all(slots):
            continue
        colours = list(mesh.color_attributes) if mesh is not None else []
        material = _coloured(default, colours[0].name) if colours else default
        if not slots:
            data.materials.append(material)
        for slot in thing.material_slots:
            if slot.material is None:
                slot.material = material


def _coloured(default: bpy.types.Material, attribute: str) -> bpy.types.Material:
    """The default material with the mesh's colour attribute in place of its colour."""
    material = default.copy()
    nodes = Nodes(material.node_tree)
    surface = next((node for node in nodes.tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if surface is None:
        return material
    colour = nodes.node("ShaderNodeVertexColor", layer_name=attribute)
    nodes.feed(surface.inputs["Base Color"], colour.outputs["Color"])
    return material
