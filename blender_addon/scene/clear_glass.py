"""Lets light through glass without caustics.

Caustics are off, because with few paths per pixel they are noise. But then no light passes glass: shadow rays end at
it, and light from a wall would need a diffuse bounce and then a refraction. A dial behind its glass would be black. So
both kinds of ray go straight through, tinted by the glass. The camera, mirrors and other glass see the surface.
"""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from .node_tree import Nodes, Socket, source_of, value_of

_REFRACTING = {"BSDF_GLASS", "BSDF_REFRACTION"}


def let_light_through(
    nodes: Nodes, surface: Socket, output: Socket, tint: Sequence[float], weight: float = 1.0
) -> None:
    """Insert a mix between a surface and its output that is transparent to shadow rays and rays after a diffuse bounce.

    Args:
        nodes: The material's.
        surface: The glass, a shader.
        output: The output socket's target.
        tint: The factor on a ray that goes through, linear RGB.
        weight: Share of the surface that is glass, in [0, 1].
    """
    path, clear = nodes.node("ShaderNodeLightPath"), nodes.node("ShaderNodeBsdfTransparent")
    nodes.feed(clear.inputs["Color"], tint)
    either = nodes.math("MAXIMUM", path.outputs["Is Shadow Ray"], path.outputs["Is Diffuse Ray"])
    part = nodes.math("MULTIPLY", either, weight)
    nodes.feed(output, nodes.mixed_shader(part, surface, clear.outputs[0]))


def clear_imported(material: bpy.types.Material) -> bool:
    """Do so for an imported material whose only surface refracts; True if it does."""
    output = material.node_tree.get_output_node("CYCLES") if material.node_tree else None
    surface = source_of(output.inputs["Surface"]) if output is not None else None
    if output is None or surface is None:
        return False
    weight = 1.0 if surface.type in _REFRACTING else 0.0
    if surface.type == "BSDF_PRINCIPLED":
        socket = surface.inputs["Transmission Weight"]
        weight = 1.0 if socket.is_linked else value_of(socket)
    if weight <= 0.0:
        return False
    colour = surface.inputs["Color" if surface.type in _REFRACTING else "Base Color"]
    tint = (1.0, 1.0, 1.0) if colour.is_linked else tuple(value_of(colour))[:3]
    let_light_through(Nodes(material.node_tree), surface.outputs[0], output.inputs["Surface"], tint, weight)
    return True
