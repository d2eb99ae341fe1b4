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
    """Its average, which is what light that bounces off it diffusely sees."""
    roughness: Number | None
    """Of the gloss on top, in [0, 1]; None for cloth and the like, which have none."""
    relief: Socket | None = None
    """Height over the surface in [0, 1]; None for flat."""
    relief_m: float = 0.0
    """What a relief of 1 measures."""
    normal: Socket | None = None
    """A normal that relief is added to, from a normal map."""
    through: float = 0.0
    """Share of the diffuse light that comes out on the other side, as through a leaf or cloth, in [0, 1]."""
    metal: bool = False
    """All gloss, in its own colour."""
    clear: float = 0.0
    """Share of the surface that is holes too small to see, as in a net, in [0, 1]."""


class MaterialError(ValueError):
    """A surface that cannot be built; the message names the part of the plan or the file."""


def blend(a: Sequence[float], b: Sequence[float], share: float) -> tuple[float, float, float]:
    """`share` of colour b in colour a, both drawn numbers: for the mean colour of a surface."""
    red, green, blue = (x + (y - x) * share for x, y in zip(a, b, strict=True))
    return (red, green, blue)
