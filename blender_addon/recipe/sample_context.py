"""The context of a sample for its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

from ..library.asset import Asset
from .model import ProductPlan


@dataclass(frozen=True)
class SampleContext:
    """The parts of a sample that its surroundings depend on."""

    number: str
    """A number for sample and attempt, so that no two samples share a built-in piece."""
    product: ProductPlan
    place: str
    """The kind of the place: "room", "white", "sweep" or "outdoor"."""
    models: list[Asset]
    """Library products of the sample's own split."""
