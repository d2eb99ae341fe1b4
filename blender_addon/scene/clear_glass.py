"""Glass that lets light through to what is behind it, without caustics.

Caustics are off: at the paths a pixel that a dataset can afford they are noise. But then no light passes glass. Shadow
rays end at it. Light from a wall would come by a diffuse bounce and then a refraction. A dial behind its glass would be
black. So both kinds of ray go straight through, coloured as the glass is. The camera, mirrors and other glass see the
surface.
"""

from __future__ import annotations

from collections.abc import Iterable

import bpy

REFRACTING = {"BSDF_GLASS", "BSDF_REFRACTION"}


def let_light_through(
    tree: bpy.types.NodeTree,
    surface: bpy.types.NodeSocket,
    output: bpy.types.NodeSocket,
    tint: Iterable[float],
    weight: float = 1.0,
) -> None:
    """Put a mix between a surface and its output that is clear to shadow rays and to rays after a diffuse bounce.

    Args:
        tree: The material's.
        surface: The glass, a shader.
        output: Where it leads.
        tint: What a ray is multiplied by as it goes through, linear RGB.
        weight: Share of the surface that is glass, in [0, 1].
    """
    path, either, part = (tree.nodes.new(kind) for kind in ("ShaderNodeLightPath", "ShaderNodeMath", "ShaderNodeMath"))
    clear, mix = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeMixShader")
    either.operation, part.operation = "MAXIMUM", "MULTIPLY"
    clear.inputs["Color"].default_value = (*tint, 1.0)
    part.inputs[1].default_value = weight
    for one, other in (
        (path.outputs["Is Shadow Ray"], either.inputs[0]),
        (path.outputs["Is Diffuse Ray"], either.inputs[1]),
        (either.outputs[0], part.inputs[0]),
        (part.outputs[0], mix.inputs[0]),
        (surface, mix.inputs[1]),
        (clear.outputs[0], mix.inputs[2]),
        (mix.outputs[0], output),
    ):
        tree.links.new(one, other)


def clear_imported(material: bpy.types.Material) -> bool:
    """Do so for a material from a file whose one surface refracts; True where it does."""
    output = material.node_tree.get_output_node("CYCLES") if material.node_tree else None
    if output is None or not output.inputs["Surface"].is_linked:
        return False
    surface = output.inputs["Surface"].links[0].from_node
    weight = 1.0 if surface.type in REFRACTING else 0.0
    if surface.type == "BSDF_PRINCIPLED":
        socket = surface.inputs["Transmission Weight"]
        weight = 1.0 if socket.is_linked else float(socket.default_value)
    if weight <= 0.0:
        return False
    colour = surface.inputs["Color" if surface.type in REFRACTING else "Base Color"]
    tint = (1.0, 1.0, 1.0) if colour.is_linked else tuple(colour.default_value)[:3]
    let_light_through(material.node_tree, surface.outputs[0], output.inputs["Surface"], tint, weight)
    return True
