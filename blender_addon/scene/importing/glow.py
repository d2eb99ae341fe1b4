"""Light that a product emits: screens, lamps, lit signs. It gets a light group, so that it is in the layers."""

from __future__ import annotations

from collections.abc import Iterable

import bpy

from ..node_tree import value_of

GLOW = "product"
"""Its light group, in the room and in the studio. A light group belongs to objects, so all products share one."""


def mark_glow(objects: Iterable[bpy.types.Object], materials: Iterable[bpy.types.Material]) -> None:
    """Put objects into the light group if one of the materials emits light.

    Args:
        objects: All that the product is made of, and the empties that instance it.
        materials: The product's.
    """
    if any(_emits(material) for material in materials):
        for thing in objects:
            thing.lightgroup = GLOW


def _emits(material: bpy.types.Material) -> bool:
    """Whether some shader of a material's nodes emits."""
    return any(_glows(node) for node in material.node_tree.nodes) if material.node_tree else False


def _glows(node: bpy.types.Node) -> bool:
    if node.type not in {"EMISSION", "BSDF_PRINCIPLED"} or not any(socket.is_linked for socket in node.outputs):
        return False
    prefix = "Emission " if node.type == "BSDF_PRINCIPLED" else ""
    colour, strength = node.inputs[f"{prefix}Color"], node.inputs[f"{prefix}Strength"]
    dark = not colour.is_linked and max(tuple(value_of(colour))[:3]) <= 0.0
    off = not strength.is_linked and value_of(strength) <= 0.0
    return not dark and not off


def products_glow() -> bool:
    """Whether some product in the file emits light."""
    return any(thing.lightgroup == GLOW for thing in bpy.data.objects)
