"""What drawing a family gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..model import MaterialPlan


@dataclass(frozen=True)
class FamilyDraw:
    """A product of a built-in family, in numbers."""

    category: str
    """What a shop would call it: finer than the family ("bowl", "stool", "floor lamp")."""
    parameters: dict[str, Any]
    """JSON-able; lengths in metres, angles in radians, shares in [0, 1]."""
    materials: dict[str, MaterialPlan]
    """By slot: one for each slot that the family's mesh uses."""
    poses: tuple[str, ...] = ()
    """How it can be put down besides upright: "lying", "leaning" or both; see `recipe.pose`."""
