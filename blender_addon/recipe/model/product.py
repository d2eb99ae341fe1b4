"""The product in numbers: which one, its size, materials and pose."""

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
    """The longest side of the bounding box after scaling; None keeps the size (families are built in metres)."""
    yaw_rad: float = 0.0
    own_longest_m: tuple[float, float] | None = None
    """For a file whose format has a unit: the range of longest sides, as the file has it, at which its own size is
    kept and `longest_m` is not used. None: `longest_m` holds.
    """
    pose: PosePlan = field(default_factory=PosePlan)
    """Its pose, before the rotation about the vertical."""
    size_m: Size | None = None
    """Of a catalogue's product: the size that its bounding box is stretched to; `longest_m` is its longest side."""
    rotation: Rotation | None = None
    """Of a catalogue's product: the rotation that is applied first, in the file's Y-up axes."""
    pieces: tuple[SetPiece, ...] = ()
    """The other pieces of a set."""

    def assets(self) -> tuple[str, ...]:
        """Ids of all its assets, its own first, each once."""
        return tuple(dict.fromkeys((self.asset, *(piece.product.asset for piece in self.pieces))))


@dataclass(frozen=True)
class SetPiece:
    """A further piece of a set."""

    product: ProductPlan
    bearing_rad: float
    """Its direction from the first piece."""
    gap: float
    """Distance from the others, over its own longer side on the floor."""
