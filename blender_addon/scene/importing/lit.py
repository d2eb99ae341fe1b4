"""Makes unlit materials lit, so that the product shows the room's light."""

from __future__ import annotations

import bpy

from ...versions.material_nodes import use_nodes
from ..node_tree import Nodes, Number, Triple, links_of, node_of, set_value, start_of, value_of

UNLIT = {"EMISSION", "BACKGROUND"}
ROUGHNESS = 0.6
BLACK = 0.02
"""A base colour up to this, linear, is treated as black under an emission."""


def make_lit(material: bpy.types.Material) -> bool:
    """If a material only emits its colour, shade that colour as a matte surface instead.

    It may say so by KHR_materials_unlit, by an emission alone, or by a black surface that emits the colour. A material
    without nodes, or whose nodes lead nowhere, gets a surface in its viewport colour. A cut-out, if there is one,
    stays: the importer mixes the emission with a transparent node by the alpha.

    Returns:
        True where the material was changed.
    """
    tree = material.node_tree
    if tree is None or not use_nodes(material):
        return _from_viewport(material)
    output = tree.get_output_node("CYCLES")
    if output is None or not any(output.inputs[name].is_linked for name in ("Surface", "Volume")):
        return _from_viewport(material)
    if not output.inputs["Surface"].is_linked:  # smoke, or what fills a glass
        return False
    if any(_lit(node) for node in tree.nodes):
        surfaces = [node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"]
        return max((_outshone(surface, tree) for surface in surfaces), default=False)
    source = next((node for node in tree.nodes if node.type in UNLIT), None)
    if source is None:
        return False
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    set_value(surface.inputs["Roughness"], ROUGHNESS)
    _take(tree, source.inputs["Color"], surface.inputs["Base Color"])
    alpha = _alpha(tree)
    if alpha is not None:
        tree.links.new(alpha, surface.inputs["Alpha"])
    for link in links_of(output.inputs["Surface"]):
        tree.links.remove(link)
    tree.links.new(surface.outputs[0], output.inputs["Surface"])
    return True


def _from_viewport(material: bpy.types.Material) -> bool:
    """A surface in the colour, gloss and metal that the viewport shows the material in."""
    colour = tuple(material.diffuse_color)
    roughness, metallic = material.roughness, material.metallic
    if material.node_tree is None or not use_nodes(material):
        material.use_nodes = True
    nodes = Nodes(material.node_tree)
    nodes.tree.nodes.clear()
    surface, output = nodes.node("ShaderNodeBsdfPrincipled"), nodes.node("ShaderNodeOutputMaterial")
    values: dict[str, Number | Triple] = {"Base Color": colour, "Roughness": roughness, "Metallic": metallic}
    for name, value in values.items():
        nodes.feed(surface.inputs[name], value)
    nodes.feed(output.inputs["Surface"], surface.outputs[0])
    return True


def _outshone(surface: bpy.types.Node, tree: bpy.types.NodeTree) -> bool:
    """Move the emitted image of a black surface to its base colour."""
    base, emission = surface.inputs["Base Color"], surface.inputs["Emission Color"]
    strength = surface.inputs["Emission Strength"]
    black = not base.is_linked and max(value_of(base)[:3]) <= BLACK
    if not (black and emission.is_linked and (strength.is_linked or value_of(strength) > 0.0)):
        return False
    _take(tree, emission, base)
    for link in links_of(strength):
        tree.links.remove(link)
    set_value(strength, 0.0)
    return True


def _take(tree: bpy.types.NodeTree, source: bpy.types.NodeSocket, target: bpy.types.NodeSocket) -> None:
    """Copy the link or value of one input to another."""
    set_value(target, tuple(value_of(source)))
    if source.is_linked:
        tree.links.new(start_of(links_of(source)[0]), target)


def _lit(node: bpy.types.Node) -> bool:
    """Whether a node reacts to the scene's light; groups are assumed to."""
    return node.type == "GROUP" or (node.type.startswith("BSDF") and node.type != "BSDF_TRANSPARENT")


def _alpha(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket | None:
    """What mixes the emission with transparency, but for the trick that hides it from all rays but the camera's."""
    for node in tree.nodes:
        factor = links_of(node.inputs[0]) if node.type == "MIX_SHADER" else []
        if factor and node_of(start_of(factor[0])).type != "LIGHT_PATH":
            return start_of(factor[0])
    return None
