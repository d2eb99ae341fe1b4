"""The rules that marketplaces publish for main images, and what they would refuse in a packshot.

The rules are of November 2026; docs/serving.md names the pages and says which could not be read. Where a marketplace
publishes no number, such as eBay and Zalando for the fill of a frame, the rule is that of `evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlib.evaluate.marketplace import LIMITS, Limit, broken
from trainlib.images.alpha import MASK_LEVEL, to_float
from trainlib.images.arrays import UInt8Array
from trainlib.images.photos import MAX_PIXELS
from trainlib.inference.framing import FILL, Frame, canvas_for
from trainlib.metrics.packshots import measure_packshot
from trainlib.report.contact_sheet import UNSURE
from trainlib.serve.encoding import FileType

# Above this factor an enlarged product looks soft.
ENLARGED = 1.5
# Share of a photo's side that the product may touch: a soft edge has noise.
TOUCHES = 0.01
# How far an image's proportions may be off: 762 × 1100 and 1801 × 2600 are both "1 : 1.44".
SHAPE = 0.01


@dataclass(frozen=True)
class Marketplace:
    """A marketplace's rules for main images.

    Attributes:
        key: its name in forms and addresses.
        name: its name for people.
        canvas: (width, height) in pixels that its pages recommend.
        least: the smallest shorter and longer side in pixels that it takes, or shows with a zoom.
        most: the largest longer side in pixels, and the most megapixels, that it takes.
        fill: smallest and largest share of the frame for the product; None if it publishes none.
        file_types: the types that it takes, the preferred one first.
        white: whether the background has to be pure white.
        shaped: whether the image must have the canvas's proportions.
    """

    key: str
    name: str
    canvas: tuple[int, int]
    least: tuple[int, int]
    most: tuple[int, int]
    fill: tuple[float, float] | None
    file_types: tuple[FileType, ...]
    white: bool = False
    shaped: bool = False


_ANY = 20_000, MAX_PIXELS // 1_000_000  # no more than Packshot itself makes
_ALL: tuple[FileType, ...] = ("jpeg", "png", "webp")

MARKETPLACES = {
    one.key: one
    for one in (
        Marketplace(
            "amazon", "Amazon", (2000, 2000), (1, 1000), (10_000, 100), (FILL, 1.0), ("jpeg", "png"), white=True
        ),
        Marketplace("ebay", "eBay", (1600, 1600), (1, 500), _ANY, None, _ALL),
        Marketplace("zalando", "Zalando", (1801, 2600), (762, 1100), _ANY, None, ("jpeg",), white=True, shaped=True),
        Marketplace("google", "Google Shopping", (1500, 1500), (500, 500), (20_000, 64), (0.75, 0.9), _ALL),
    )
}

_WORDS = {
    "white": "the background is not pure white",
    "border_white": "something touches the image's border",
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
    """The reasons why a marketplace would refuse a packshot, one sentence each; without a marketplace, those of any.

    Args:
        packshot: uint8 [h, w, 3] sRGB, framed, at any size.
        mask: uint8 [h, w], where the product is in it.
        photo_mask: uint8 [H, W], where it is in the photo, at any size.
        photo: (width, height) of the photo in pixels.
        confidence: the network's, 1 where a person corrected it.
        frame: how it is framed at full size; None over the photo.
        file_type: the type of the saved file.
        marketplace: whose rules; None for those that all share.
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
    if marketplace is not None and not marketplace.white:
        del measured["white"]
    said += [_WORDS[one.metric] for one in broken(measured, LIMITS)]
    said += _fill(round(metrics.fill, 2), marketplace)
    size, scale = _size(photo_mask, photo, frame)
    if scale > ENLARGED:
        said.append(f"the product is enlarged {scale:.1f} times and will look soft: take a larger photo")
    return said if marketplace is None else said + _file(size, file_type, marketplace)


def _fill(fill: float, marketplace: Marketplace | None) -> list[str]:
    """Whether the product is too small or too large in its frame."""
    if marketplace is not None and marketplace.fill is not None:
        (low, high), whose = marketplace.fill, f"{marketplace.name} asks"
    else:
        (low, high), whose = (FILL, 1.0), "marketplaces ask"
    if not Limit("fill", True, low, 2).kept(fill):
        return [f"the product fills {fill:.0%} of the frame; {whose} for {low:.0%}"]
    if not Limit("fill", False, high, 2).kept(fill):
        return [f"the product fills {fill:.0%} of the frame; {whose} for at most {high:.0%}"]
    return []


def _file(size: tuple[int, int], file_type: FileType, marketplace: Marketplace) -> list[str]:
    """Whether a marketplace takes a file of this size, (width, height) in pixels, and type."""
    said = []
    name, (width, height) = marketplace.name, size
    shorter, longer = sorted(size)
    is_small = shorter < marketplace.least[0] or longer < marketplace.least[1]
    is_large = longer > marketplace.most[0] or width * height > marketplace.most[1] * 1_000_000
    across, along = marketplace.canvas
    if is_small or is_large:
        word = "small" if is_small else "large"
        said.append(f"{width} × {height} pixels are too {word}; {name} recommends {across} × {along}")
    if marketplace.shaped and abs(width * along / (height * across) - 1) > SHAPE:
        said.append(f"{width} × {height} has other proportions than {name} asks for, 1 : {along / across:.2f}")
    if file_type not in marketplace.file_types:
        said.append(f"{name} takes no {file_type.upper()}: choose {marketplace.file_types[0].upper()}")
    return said


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
