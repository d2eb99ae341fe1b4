"""A material in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class MaterialPlan:
    """One material: a kind that `scene.materials` knows how to build, its drawn numbers, an image texture or none."""

    kind: str
    parameters: dict[str, Any] = field(default_factory=dict)
    texture: str | None = None
    """Asset id of an image texture (kind "image"), else None."""
