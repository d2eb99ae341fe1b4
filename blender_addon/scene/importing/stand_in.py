"""What a material shows in the place of a texture that is not there: the plain value that the file has beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy

PLAIN = {"Metallic": 0.0, "Roughness": 0.5, "Alpha": 1.0, "Emission Strength": 0.0, "Transmission Weight": 1.0}
"""Values of a surface whose texture is gone and had no factor; a socket's own would be a poor guess.

A file that gives glass a texture has a factor above 0, or the texture would do nothing.
"""
SHADERS = {"SHADER"}


def take_out(node: bpy.types.Node, tree: bpy.types.NodeTree, broken: Iterable[bpy.types.Node]) -> None:
    """Cut a texture node out of its material.

    Nodes between texture and surface (a mask's threshold, a channel's separation, a product with a factor) would go on
    with numbers of their own that mean nothing. So the surface's socket is unplugged, not the texture's, unless another
    texture reaches it as well; then white stands in for this one.

    Args:
        node: An image texture that cannot be shown.
        tree: Its tree.
        broken: All such nodes of the material, this one too.
    """
    lost = set(broken)
    for link in list(_surface_links(node)):
        others = {each for each in _sources(link.from_node) if each not in lost}
        if others:
            continue
        socket = link.to_socket
        _set_plain(socket, _factor(link.from_node))
        tree.links.remove(link)
    left = [link for socket in node.outputs for link in socket.links]
    for link in left:
        white = tree.nodes.new("ShaderNodeRGB" if link.from_socket.name == "Color" else "ShaderNodeValue")
        white.outputs[0].default_value = (1.0, 1.0, 1.0, 1.0) if white.type == "RGB" else 1.0
        tree.links.new(white.outputs[0], link.to_socket)
    node.image = None


def _surface_links(node: bpy.types.Node) -> Iterator[bpy.types.NodeLink]:
    """Links into shaders, outputs and groups that a node's values reach."""
    seen: set[bpy.types.Node] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        for link in [link for socket in each.outputs for link in socket.links]:
            target = link.to_node
            if target.type in {"GROUP", "OUTPUT_MATERIAL", "GROUP_OUTPUT"} or _is_shader(target):
                yield link
            else:
                waiting.append(target)


def _is_shader(node: bpy.types.Node) -> bool:
    return any(socket.type in SHADERS for socket in node.outputs)


def _sources(node: bpy.types.Node) -> Iterator[bpy.types.Node]:
    """Textures, attributes and other nodes without an input that a node's value comes from."""
    seen: set[bpy.types.Node] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        before = [link.from_node for socket in each.inputs for link in socket.links]
        if each.type in {"TEX_IMAGE", "VERTEX_COLOR", "ATTRIBUTE"} or each.type.startswith("TEX_"):
            yield each
        else:
            waiting += before


def _factor(node: bpy.types.Node) -> tuple[float, ...] | float | None:
    """The plain colour or number that a texture was multiplied by, where the file has one."""
    seen: set[bpy.types.Node] = set()
    while node not in seen:
        seen.add(node)
        multiplies = getattr(node, "blend_type", getattr(node, "operation", "")) == "MULTIPLY"
        if node.type in {"MIX", "MIX_RGB", "MATH"} and multiplies:
            for socket in node.inputs:
                if socket.enabled and not socket.is_linked and socket.name not in {"Factor", "Fac"}:
                    value = socket.default_value
                    return float(value) if socket.type == "VALUE" else tuple(value)
        before = [link.from_node for socket in node.inputs for link in socket.links]
        if len(before) == 1:
            node = before[0]
    return None


def _set_plain(socket: bpy.types.NodeSocket, factor: tuple[float, ...] | float | None) -> None:
    if socket.node.type == "MIX_SHADER" and socket.name == "Fac":
        clear = [each.links and each.links[0].from_node.type == "BSDF_TRANSPARENT" for each in socket.node.inputs[1:3]]
        socket.default_value = 1.0 if clear[0] else 0.0
    elif (isinstance(factor, tuple) and socket.type == "RGBA") or (
        isinstance(factor, float) and socket.type == "VALUE"
    ):
        socket.default_value = factor
    elif socket.name in PLAIN and socket.type == "VALUE":
        socket.default_value = PLAIN[socket.name]
    elif socket.name == "Emission Color":
        strength = socket.node.inputs.get("Emission Strength")
        if strength is not None and not strength.is_linked:
            strength.default_value = 0.0
