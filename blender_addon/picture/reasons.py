"""Why a sample is drawn again: a short stable key for counting, and words for people."""

from __future__ import annotations

from dataclasses import dataclass

REASONS = {
    "too_small": "too little of the picture is product",
    "too_large": "too much of the picture is product",
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
"""What each key means; the keys are stable, since datasets keep them."""


@dataclass(frozen=True)
class Failure:
    """One reason why an attempt is not good enough."""

    key: str
    """Out of `REASONS`."""
    text: str
    """What was found and what is allowed, in a line."""

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"
