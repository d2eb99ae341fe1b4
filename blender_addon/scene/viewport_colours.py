"""Colours for the viewport's solid view, which shows a colour for each material and no nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

Colour = tuple[float, float, float]
_GREY: Colour = (0.5, 0.5, 0.5)


def colour_for_solid_view(material: bpy.types.Material) -> None:
    """Give the material, as the viewport's colour, about the one that its nodes have."""
    material.diffuse_color = (*_colour_of(material), 1.0)


def _colour_of(material: bpy.types.Material) -> Colour:
    """The plain colour of a shader; else the mean of the colours that are mixed for one."""
    tree: Any = material.node_tree
    output = tree.get_output_node("CYCLES") if tree is not None else None
    mixed: list[Colour] = []
    for node in _before(output) if output is not None else ():
        colour = node.inputs.get("Base Color") or node.inputs.get("Color")
        if colour is None or not any(each.type == "SHADER" for each in node.outputs):
            continue
        if not colour.is_linked:
            return _plain(colour.default_value)
        mixed = mixed or _colours_before(colour.links[0].from_node)
    return _mean(mixed) if mixed else _GREY


def _before(node: Any) -> Iterator[Any]:
    """The node and those that feed it, the nearest first, each once."""
    seen, waiting = set(), [node]
    while waiting:
        now = waiting.pop(0)
        if now in seen:
            continue
        seen.add(now)
        yield now
        waiting += [link.from_node for each in now.inputs for link in each.links]


def _colours_before(node: Any) -> list[Colour]:
    found = []
    for each in _before(node):
        if each.type == "VALTORGB":
            found += [_plain(element.color) for element in each.color_ramp.elements]
        elif each.type == "RGB":
            found.append(_plain(each.outputs[0].default_value))
        else:
            found += [_plain(socket.default_value) for socket in _free_colours(each)]
    return found


def _free_colours(node: Any) -> list[Any]:
    return [each for each in node.inputs if each.type == "RGBA" and each.enabled and not each.is_linked]


def _plain(value: Any) -> Colour:
    red, green, blue = (min(1.0, max(0.0, float(part))) for part in value[:3])
    return red, green, blue


def _mean(colours: list[Colour]) -> Colour:
    red, green, blue = (sum(parts) / len(colours) for parts in zip(*colours, strict=True))
    return red, green, blue
