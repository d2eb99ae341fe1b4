"""Replaces a missing texture in a material by the plain value that the file has for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy

from ..node_tree import end_of, links_of, node_of, set_value, source_of, start_of, value_of
from .node_trees import set_image

PLAIN = {"Metallic": 0.0, "Roughness": 0.5, "Alpha": 1.0, "Emission Strength": 0.0, "Transmission Weight": 1.0}
"""Values for a missing texture without a factor; the socket's default would be a poor guess.

A file that gives glass a texture has a factor above 0, or the texture would do nothing.
"""
SHADERS = {"SHADER"}


def take_out(node: bpy.types.Node, tree: bpy.types.NodeTree, broken: Iterable[bpy.types.Node]) -> None:
    """Cut a texture node out of its material.

    Nodes between texture and surface (a mask's threshold, a channel's separation, a product with a factor) would
    compute with default numbers that mean nothing. So the surface's socket is unplugged, not the texture's. If another
    texture reaches it as well, white replaces this one.

    Args:
        node: An image texture that cannot be shown.
        tree: Its tree.
        broken: All such nodes of the material, this one too.
    """
    lost = set(broken)
    for link in list(_surface_links(node)):
        before = node_of(start_of(link))
        others = {each for each in _sources(before) if each not in lost}
        if others:
            continue
        _set_plain(end_of(link), _factor(before))
        tree.links.remove(link)
    left = [link for socket in node.outputs for link in links_of(socket)]
    for link in left:
        white = tree.nodes.new("ShaderNodeRGB" if start_of(link).name == "Color" else "ShaderNodeValue")
        set_value(white.outputs[0], (1.0, 1.0, 1.0, 1.0) if white.type == "RGB" else 1.0)
        tree.links.new(white.outputs[0], end_of(link))
    set_image(node, None)


def _surface_links(node: bpy.types.Node) -> Iterator[bpy.types.NodeLink]:
    """Links into shaders, outputs and groups that a node's values reach."""
    seen: set[bpy.types.Node] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        for link in [link for socket in each.outputs for link in links_of(socket)]:
            target = node_of(end_of(link))
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
        before = [node_of(start_of(link)) for socket in each.inputs for link in links_of(socket)]
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
                    value = value_of(socket)
                    return float(value) if socket.type == "VALUE" else tuple(value)
        before = [node_of(start_of(link)) for socket in node.inputs for link in links_of(socket)]
        if len(before) == 1:
            node = before[0]
    return None


def _set_plain(socket: bpy.types.NodeSocket, factor: tuple[float, ...] | float | None) -> None:
    node = node_of(socket)
    if node.type == "MIX_SHADER" and socket.name == "Fac":
        first = source_of(node.inputs[1])
        set_value(socket, 1.0 if first is not None and first.type == "BSDF_TRANSPARENT" else 0.0)
    elif (isinstance(factor, tuple) and socket.type == "RGBA") or (
        isinstance(factor, float) and socket.type == "VALUE"
    ):
        set_value(socket, factor)
    elif socket.name in PLAIN and socket.type == "VALUE":
        set_value(socket, PLAIN[socket.name])
    elif socket.name == "Emission Color":
        strength = node.inputs.get("Emission Strength")
        if strength is not None and not strength.is_linked:
            set_value(strength, 0.0)
