"""What is known of a sample when its surroundings are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from ..library.asset import Asset
from .model import ProductPlan


@dataclass(frozen=True)
class SampleContext:
    """The rest of the sample, as far as its surroundings follow from it."""

    number: str
    """Tells this sample's and attempt's pieces from those of all others: no two samples share one."""
    product: ProductPlan
    place: str
    """The kind of the place: "room", "white", "sweep" or "outdoor"."""
    models: list[Asset]
    """Library products of the sample's own split."""
