"""The result of drawing a family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..model import MaterialPlan


@dataclass(frozen=True)
class FamilyDraw:
    """A product of a built-in family, in numbers."""

    category: str
    """A shop's name for it, finer than the family ("bowl", "stool", "floor lamp")."""
    parameters: dict[str, Any]
    """JSON-able; lengths in metres, angles in radians, shares in [0, 1]."""
    materials: dict[str, MaterialPlan]
    """By slot: one for each slot that the family's mesh uses."""
    poses: tuple[str, ...] = ()
    """Its poses besides upright: "lying", "leaning" or both; see `recipe.pose`."""
