"""How a product is put down, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PosePlan:
    """Which way up a product is; `scene.rest` finds the place on the floor that goes with it."""

    kind: str = "upright"
    """"upright", "lying" (on a side that it can lie on) or "leaning" (tipped a little, on its lowest edge)."""
    toward_rad: float = 0.0
    """The side that comes to lie on the floor or that it leans to, about the product's own z from its x."""
    lean_rad: float = 0.0
    """How far it leans."""
