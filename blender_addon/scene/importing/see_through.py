"""Refuses products that are half transparent everywhere, as in old .mtl files: `d 0.5` for glass."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy

from ...narrowing import of_type
from ..node_tree import source_of
from .failure import ImportFailure

SOLID = 0.98
"""Alpha from which a surface hides what is behind it."""


def require_solid_part(path: Path, materials: Iterable[bpy.types.Material]) -> None:
    """Refuse a product of which no part is solid: its alpha is nowhere 1, and no network could learn its outline.

    A transmissive surface (glass) is another matter: alpha is measured for it.

    Args:
        path: The file, for the message.
        materials: All that its surfaces show.

    Raises:
        ImportFailure: Every material has one constant alpha below `SOLID`.
    """
    alphas = [_constant_alpha(material) for material in materials]
    if alphas and all(alpha < SOLID for alpha in alphas):
        raise ImportFailure(
            f"{path}: all of it is see-through (alpha {max(alphas):.2f}); set its materials' alpha to 1 "
            "(d 1 in a .mtl), or make them glass"
        )


def _constant_alpha(material: bpy.types.Material) -> float:
    """The alpha of a material's one surface; 1 where it comes from a texture or cannot be told."""
    output = material.node_tree.get_output_node("CYCLES") if material.node_tree else None
    if output is None or not output.inputs["Surface"].is_linked:
        return 1.0
    surface = of_type(bpy.types.Node, source_of(output.inputs["Surface"]))
    alpha = surface.inputs.get("Alpha") if surface.type == "BSDF_PRINCIPLED" else None
    return 1.0 if alpha is None or alpha.is_linked else float(alpha.default_value)
