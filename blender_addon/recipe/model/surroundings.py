"""What stands around the product, in numbers: its support, other products, furniture, something in front of it.

Places are drawn as shares and angles, for only the builder knows how large product and room really are. A place in
the picture is `across`: 0 is its middle, ±1 its edges, more is outside.
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
    """What the product stands on. Its top is z = 0, where the product's foot is; the room's floor lies lower."""

    piece: PiecePlan
    height_m: float
    """From the floor to the top."""
    top_m: tuple[float, float]
    """Width and depth of the top, which grow where the product's foot needs more."""
    round_top: bool
    turn_rad: float
    """From the camera's azimuth: 0 turns the piece's front to the camera."""
    place: tuple[float, float]
    """Where on the top the product stands: shares in [-1, 1] of what is free, across and toward the front."""


@dataclass(frozen=True)
class ThingPlan:
    """Another product: beside the one that is sold, or further back."""

    product: ProductPlan
    where: Literal["beside", "behind"]
    across: float
    """behind: its place in the picture."""
    along: float
    """behind: how far from the product to the wall, as a share."""
    bearing_rad: float
    """beside: direction from the product, 0 is away from the camera, positive is to the right."""
    gap: float
    """beside: free space between both, over the product's longest side."""


@dataclass(frozen=True)
class FurniturePlan:
    """A piece behind or beside the product, with its back to a wall, or free on the floor."""

    piece: PiecePlan
    against_wall: bool
    across: float
    """Its place in the picture, as seen from the camera."""
    along: float
    """Free pieces: how far from the product to the wall, as a share."""
    turn_rad: float
    """Free pieces: from facing the camera. Pieces at a wall face the room."""


@dataclass(frozen=True)
class OccluderPlan:
    """Something near the camera that cuts into the picture."""

    piece: PiecePlan
    side_rad: float
    """From which side of the picture it comes: 0 is the right, π/2 the top."""
    cut: float
    """How far its tip reaches past the edge of the product's box in the picture, over that box's size; below 0 it
    ends before it.
    """
    slide: float
    """Where along that edge, in [-1, 1]."""
    depth: float
    """How far from the camera, over the product's distance."""
    size: float
    """Its width over the picture's width."""


@dataclass(frozen=True)
class SurroundingsPlan:
    """Everything around the product but the room itself."""

    support: SupportPlan | None = None
    things: tuple[ThingPlan, ...] = ()
    furniture: tuple[FurniturePlan, ...] = ()
    occluder: OccluderPlan | None = None
