"""The product in numbers: which one, how large, in what materials, which way up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...library.asset import Rotation, Size
from .material import MaterialPlan
from .pose import PosePlan


@dataclass(frozen=True)
class ProductPlan:
    """The product: a library asset, or a built-in family with its drawn parameters."""

    asset: str
    """Library id ("model/sofa_03") or "shape/<family>#<number>"."""
    category: str
    family: str | None
    """Name of the built-in family, None for a file."""
    parameters: dict[str, Any] = field(default_factory=dict)
    materials: dict[str, MaterialPlan] = field(default_factory=dict)
    """By slot name of the family ("body", "label", …); for a file: {} or {"default": …} for parts without one."""
    longest_m: float | None = None
    """The longest side of the bounding box after scaling; None keeps the built size (families are built in metres)."""
    yaw_rad: float = 0.0
    own_longest_m: tuple[float, float] | None = None
    """For a file whose format has a unit: the range of longest sides, as the file has it, at which its own size is
    kept and `longest_m` is not used. None: `longest_m` holds.
    """
    pose: PosePlan = field(default_factory=PosePlan)
    """Which way up it is, before the turn about the vertical."""
    size_m: Size | None = None
    """Of a catalogue's product: what its bounding box is stretched to; `longest_m` is then its longest side."""
    rotation: Rotation | None = None
    """Of a catalogue's product: how the model is turned before, in the file's Y-up axes."""
    pieces: tuple[SetPiece, ...] = ()
    """What else belongs to it, where it is a set."""

    def assets(self) -> tuple[str, ...]:
        """Ids of all its assets, its own first, each once."""
        return tuple(dict.fromkeys((self.asset, *(piece.product.asset for piece in self.pieces))))


@dataclass(frozen=True)
class SetPiece:
    """A product that belongs to another one's set."""

    product: ProductPlan
    bearing_rad: float
    """In which direction from the first it is put."""
    gap: float
    """Distance that it keeps from the others, over its own longer side on the floor."""
