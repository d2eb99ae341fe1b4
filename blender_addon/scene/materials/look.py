"""How a surface looks, before it becomes a shader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..node_tree import Number, Socket, Triple


@dataclass(frozen=True)
class SurfaceLook:
    """Colour, gloss and relief of a surface, as numbers or sockets of its node tree."""

    colour: Triple
    """Linear Rec. 709, as the camera and mirrors see it."""
    mean: Triple
    """Its average, which diffuse bounces of light use."""
    roughness: Number | None
    """Roughness of the gloss, in [0, 1]; None for cloth and other surfaces without gloss."""
    relief: Socket | None = None
    """Height over the surface in [0, 1]; None for flat."""
    relief_m: float = 0.0
    """The height of a relief of 1."""
    normal: Socket | None = None
    """A normal that relief is added to, from a normal map."""
    through: float = 0.0
    """Share of the diffuse light that passes to the other side, as through a leaf or cloth, in [0, 1]."""
    metal: bool = False
    """Whether it is metal: only gloss, in the surface's colour."""
    clear: float = 0.0
    """Share of the surface that is holes too small to see, as in a net, in [0, 1]."""


class MaterialError(ValueError):
    """A surface that cannot be built; the message names the part of the plan or the file."""


def blend(a: Sequence[float], b: Sequence[float], share: float) -> tuple[float, float, float]:
    """Colour a mixed with `share` of colour b, as plain numbers, for the mean colour of a surface."""
    red, green, blue = (x + (y - x) * share for x, y in zip(a, b, strict=True))
    return (red, green, blue)
