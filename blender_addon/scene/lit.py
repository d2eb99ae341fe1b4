"""Unlit materials made lit: a product that glows by itself would show no light of the room."""

from __future__ import annotations

import bpy


def make_lit(material: bpy.types.Material) -> bool:
    """Where a material is a bare emission or background colour (KHR_materials_unlit), shade its colour as a
    matte surface.

    Returns:
        True where the material was changed.
    """
    tree = material.node_tree
    if tree is None or any(node.type.startswith("BSDF") or node.type == "GROUP" for node in tree.nodes):
        return False
    source = next((node for node in tree.nodes if node.type in {"EMISSION", "BACKGROUND"}), None)
    outputs = (node for node in tree.nodes if node.type == "OUTPUT_MATERIAL" and node.is_active_output)
    output = next(outputs, None)
    if source is None or output is None:
        return False
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    surface.inputs["Roughness"].default_value = 0.6
    colour = source.inputs["Color"]
    surface.inputs["Base Color"].default_value = tuple(colour.default_value)
    if colour.is_linked:
        tree.links.new(colour.links[0].from_socket, surface.inputs["Base Color"])
    for link in list(output.inputs["Surface"].links):
        tree.links.remove(link)
    tree.links.new(surface.outputs[0], output.inputs["Surface"])
    return True
