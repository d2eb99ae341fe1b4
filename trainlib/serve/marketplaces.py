"""What marketplaces publish of main pictures, and what they would refuse in a packshot.

The rules were read in November 2026 where each publishes them (docs/serving.md names the pages). What a marketplace
does not put in numbers, such as how full eBay and Zalando want a frame, is `evaluate`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlib.evaluate.marketplace import LIMITS, Limit, broken
from trainlib.images.alpha import MASK_LEVEL, to_float
from trainlib.images.arrays import UInt8Array
from trainlib.inference.framing import FILL, Frame, canvas_for
from trainlib.metrics.packshots import measure_packshot
from trainlib.report.contact_sheet import UNSURE
from trainlib.serve.encoding import FileType

# More than this, and an enlarged product looks soft.
ENLARGED = 1.5
# Share of a photo's side along which the product may touch it: noise of a soft edge.
TOUCHES = 0.01


@dataclass(frozen=True)
class Marketplace:
    """A marketplace's rules for main pictures.

    Attributes:
        key: what the page calls it.
        name: what people call it.
        canvas: (width, height) in pixels that its pages recommend.
        least: the longer side in pixels below which it refuses.
        fill: the product's share of the frame, from and to.
        file_types: those it takes, the preferred one first.
        white: whether the background has to be pure white.
        source: where the rules stand.
    """

    key: str
    name: str
    canvas: tuple[int, int]
    least: int
    fill: tuple[float, float]
    file_types: tuple[FileType, ...]
    white: bool
    source: str


MARKETPLACES = {
    one.key: one
    for one in (
        Marketplace(
            "amazon",
            "Amazon",
            (2000, 2000),
            1000,
            (0.85, 1.0),
            ("jpeg", "png"),
            True,
            "sellercentral.amazon.com/help/hub/reference/G1881",
        ),
        Marketplace(
            "ebay",
            "eBay",
            (1600, 1600),
            500,
            (FILL, 1.0),
            ("jpeg", "png"),
            False,
            "www.ebay.com/help/policies/listing-policies/picture-policy?id=4370",
        ),
        Marketplace(
            "zalando",
            "Zalando",
            (1801, 2600),
            1100,
            (FILL, 1.0),
            ("jpeg",),
            True,
            "partner.zalando.com/university/article/zalando-image-guidelines",
        ),
        Marketplace(
            "google",
            "Google Shopping",
            (1500, 1500),
            500,
            (0.75, 0.9),
            ("jpeg", "png", "webp"),
            False,
            "support.google.com/merchants/answer/6324350",
        ),
    )
}

_WORDS = {
    "white": "the background is not pure white",
    "border_white": "something reaches the picture's border",
    "off_centre": "the product is not in the middle",
}


def refusals(
    packshot: UInt8Array,
    mask: UInt8Array,
    photo_mask: UInt8Array,
    photo: tuple[int, int],
    confidence: float,
    frame: Frame | None,
    file_type: FileType,
    marketplace: Marketplace | None,
) -> list[str]:
    """Why a marketplace would refuse a packshot, a sentence each; without one, what any of them would refuse.

    Args:
        packshot: uint8 [h, w, 3] sRGB, framed, at any size.
        mask: uint8 [h, w], where the product is in it.
        photo_mask: uint8 [H, W], where it is in the photo, at any size.
        photo: (width, height) of the photo in pixels.
        confidence: the network's, 1 where a person corrected it.
        frame: how it is framed at full size; None over the photo.
        file_type: as what it is saved.
        marketplace: whose rules.
    """
    if not (photo_mask >= MASK_LEVEL).any():
        return ["no product was found; add it with the brush, or click it"]
    said = []
    if confidence < UNSURE:
        said.append("the network is unsure: look at the edges")
    if sides := _touched(photo_mask):
        said.append(f"the photo cuts the product off ({', '.join(sides)})")
    metrics = measure_packshot(packshot, to_float(mask))
    measured = {"white": metrics.white, "border_white": float(metrics.border_white), "off_centre": metrics.off_centre}
    said += [_WORDS[one.metric] for one in broken(measured, LIMITS)]
    said += _fill(round(metrics.fill, 2), marketplace)
    size, scale = _size(photo_mask, photo, frame)
    if scale > ENLARGED:
        said.append(f"the product is enlarged {scale:.1f} times and will look soft: take a larger photo")
    if marketplace is None:
        return said
    if max(size) < marketplace.least:
        said.append(f"{max(size)} pixels; {marketplace.name} asks for {marketplace.least} or more")
    if file_type not in marketplace.file_types:
        said.append(f"{marketplace.name} takes no {file_type.upper()}: choose {marketplace.file_types[0].upper()}")
    return said


def _fill(fill: float, marketplace: Marketplace | None) -> list[str]:
    """Whether the product is too small or too large in its frame."""
    low, high = marketplace.fill if marketplace else (next(one.bound for one in LIMITS if one.metric == "fill"), 1.0)
    whose = marketplace.name if marketplace else "marketplaces"
    ask = "asks" if marketplace else "ask"
    if not Limit("fill", True, low, 2).kept(fill):
        return [f"the product fills {fill:.0%} of the frame; {whose} {ask} for {low:.0%}"]
    if not Limit("fill", False, high, 2).kept(fill):
        return [f"the product fills {fill:.0%} of the frame; {whose} {ask} for at most {high:.0%}"]
    return []


def _touched(mask: UInt8Array) -> list[str]:
    """The photo's sides that the product touches."""
    sides = {"left": mask[:, 0], "right": mask[:, -1], "top": mask[0], "bottom": mask[-1]}
    return [name for name, edge in sides.items() if (edge >= MASK_LEVEL).mean() > TOUCHES]


def _size(mask: UInt8Array, photo: tuple[int, int], frame: Frame | None) -> tuple[tuple[int, int], float]:
    """(width, height) of the packshot at full size, and how much its product is enlarged."""
    if frame is None:
        return photo, 1.0
    scale = photo[0] / mask.shape[1]
    rows, columns = (np.flatnonzero((mask >= MASK_LEVEL).any(axis=axis)) for axis in (1, 0))
    box = max(1, round((columns[-1] + 1 - columns[0]) * scale)), max(1, round((rows[-1] + 1 - rows[0]) * scale))
    width, height, enlarged = canvas_for(box, photo, frame)
    return (width, height), enlarged
