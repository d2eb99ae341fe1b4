"""Unlit materials made lit: a product that glows by itself would show no light of the room."""

from __future__ import annotations

import bpy

UNLIT = {"EMISSION", "BACKGROUND"}
ROUGHNESS = 0.6


def make_lit(material: bpy.types.Material) -> bool:
    """Where a material only emits its colour (KHR_materials_unlit), shade that colour as a matte surface instead.

    Its cut-out, if it has one, stays: the importer mixes the emission with a transparent node by the alpha.

    Returns:
        True where the material was changed.
    """
    tree = material.node_tree
    if tree is None or any(_lit(node) for node in tree.nodes):
        return False
    source = next((node for node in tree.nodes if node.type in UNLIT), None)
    outputs = (node for node in tree.nodes if node.type == "OUTPUT_MATERIAL" and node.is_active_output)
    output = next(outputs, None)
    if source is None or output is None:
        return False
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    surface.inputs["Roughness"].default_value = ROUGHNESS
    colour = source.inputs["Color"]
    surface.inputs["Base Color"].default_value = tuple(colour.default_value)
    if colour.is_linked:
        tree.links.new(colour.links[0].from_socket, surface.inputs["Base Color"])
    alpha = _alpha(tree)
    if alpha is not None:
        tree.links.new(alpha, surface.inputs["Alpha"])
    for link in list(output.inputs["Surface"].links):
        tree.links.remove(link)
    tree.links.new(surface.outputs[0], output.inputs["Surface"])
    return True


def _lit(node: bpy.types.Node) -> bool:
    """Whether a node shows the scene's light; a group is taken to do so."""
    return node.type == "GROUP" or (node.type.startswith("BSDF") and node.type != "BSDF_TRANSPARENT")


def _alpha(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket | None:
    """What mixes the emission with transparency, but for the trick that hides it from all rays but the camera's."""
    for node in tree.nodes:
        factor = node.inputs[0].links if node.type == "MIX_SHADER" else ()
        if factor and factor[0].from_node.type != "LIGHT_PATH":
            return factor[0].from_socket
    return None
