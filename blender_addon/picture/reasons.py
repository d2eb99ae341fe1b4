"""Reasons why a sample is drawn again: a stable key for counting, and a text for people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

REASONS = {
    "too_small": "too little of the picture is product",
    "too_large": "too much of the picture is product",
    "see_through": "no part of the product is solid",
    "hidden": "too much of the product is hidden",
    "cut_by_frame": "the product touches the picture's border",
    "not_as_drawn": "the product does not fill the picture as drawn",
    "misaligned": "alpha and picture do not agree",
    "hard_edge": "alpha has no anti-aliased edge",
    "no_depth": "no pixel of the product has a depth",
    "dark": "the picture, or the product in it, is too dark",
    "burnt": "the picture, or the product in it, is too bright or burnt out",
    "flat": "the picture is nearly of one colour",
    "target_dark": "the product in the packshot is too dark",
    "target_clipped": "the product in the packshot is too bright or burnt out",
    "target_flat": "the product in the packshot is nearly of one colour",
    "import": "the product's file cannot be used",
    "asset": "an asset is missing or broken",
    "build": "the scene cannot be built as drawn",
    "render": "Blender gave no usable render",
}
"""The text of each key; keys are stable, since datasets store them."""


@dataclass(frozen=True)
class Failure:
    """One reason why an attempt failed."""

    key: str
    """A key of `REASONS`."""
    text: str
    """The measured value and the limit, in one line."""

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"


_LIMITS = {
    "too_small": "coverage",
    "too_large": "coverage",
    "hidden": "visible",
    "dark": "brightness and checks.product_brightness",
    "burnt": "brightness, checks.product_brightness and checks.product_clipped",
    "target_dark": "target_brightness",
    "target_clipped": "target_brightness and checks.target_clipped",
}
"""The keys of [checks] for a reason; other reasons have none."""


def advice(keys: Sequence[str], products: Collection[str]) -> str:
    """Advice for a sample whose attempts all failed, in one sentence.

    Args:
        keys: Why they failed, the most frequent first.
        products: Ids of their products.
    """
    if keys[0] in _LIMITS:
        return f"Widen checks.{_LIMITS[keys[0]]} in the spec, or narrow what it draws"
    return f"Look at {', '.join(sorted(products)[:3])}: no check can be widened for this; remove it or fix it"
