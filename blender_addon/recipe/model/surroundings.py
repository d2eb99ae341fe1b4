"""The surroundings of the product in numbers: its support, other products, furniture, an occluder.

Positions are drawn as shares and angles, because only the builder knows the real sizes of product and room. A position
in the image is `across`: 0 is its middle, ±1 its edges, more is outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .material import MaterialPlan
from .product import ProductPlan


@dataclass(frozen=True)
class PiecePlan:
    """A piece of furniture: a kind that `scene.surroundings` builds, or one of the families of products."""

    asset: str
    """"shape/<kind>#<number>"."""
    kind: str
    parameters: dict[str, Any]
    """Lengths in metres, angles in radians."""
    materials: dict[str, MaterialPlan]
    """By slot."""


@dataclass(frozen=True)
class SupportPlan:
    """The support under the product. Its top is z = 0, at the product's foot; the room's floor is lower."""

    piece: PiecePlan
    height_m: float
    """From the floor to the top."""
    top_m: tuple[float, float]
    """Width and depth of the top, which grow if the product's foot needs more."""
    round_top: bool
    turn_rad: float
    """From the camera's azimuth: 0 turns the piece's front to the camera."""
    place: tuple[float, float]
    """The product's position on the top: shares in [-1, 1] of the free space, across and toward the front."""


@dataclass(frozen=True)
class ThingPlan:
    """Another product: beside the sample's product, or further back."""

    product: ProductPlan
    where: Literal["beside", "behind"]
    across: float
    """behind: its place in the picture."""
    along: float
    """behind: how far from the product to the wall, as a share."""
    bearing_rad: float
    """beside: direction from the product, 0 is away from the camera, positive is to the right."""
    gap: float
    """beside: gap between both, over the product's longest side."""


@dataclass(frozen=True)
class FurniturePlan:
    """A piece of furniture behind or beside the product, at a wall or free on the floor."""

    piece: PiecePlan
    against_wall: bool
    across: float
    """Its place in the picture, as seen from the camera."""
    along: float
    """Free pieces: how far from the product to the wall, as a share."""
    turn_rad: float
    """Free pieces: rotation from facing the camera. Pieces at a wall face the room."""


@dataclass(frozen=True)
class OccluderPlan:
    """An occluder near the camera that reaches into the image."""

    piece: PiecePlan
    side_rad: float
    """The side of the image from which it comes: 0 is the right, π/2 the top."""
    cut: float
    """How far its tip reaches past the edge of the product's box in the picture, over that box's size; below 0 it
    ends before it.
    """
    slide: float
    """Position along that edge, in [-1, 1]."""
    depth: float
    """Distance from the camera, over the product's distance."""
    size: float
    """Its width over the image's width."""


@dataclass(frozen=True)
class SurroundingsPlan:
    """Everything around the product except the room."""

    support: SupportPlan | None = None
    things: tuple[ThingPlan, ...] = ()
    furniture: tuple[FurniturePlan, ...] = ()
    occluder: OccluderPlan | None = None
