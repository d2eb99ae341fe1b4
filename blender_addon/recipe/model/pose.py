"""The pose of a product in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PosePlan:
    """The pose of a product; `scene.rest` computes its rotation on the floor."""

    kind: str = "upright"
    """"upright", "lying" (on a side that it can lie on) or "leaning" (tipped a little, on its lowest edge)."""
    toward_rad: float = 0.0
    """The side on the floor, or that it leans to, as an angle about the product's z from its x."""
    lean_rad: float = 0.0
    """The angle that it leans by."""
