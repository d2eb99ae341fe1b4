"""Frames a packshot: the product in the middle at a given size, as shops ask for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from trainlib.images.alpha import MASK_LEVEL
from trainlib.images.arrays import UInt8Array
from trainlib.images.photos import MAX_PIXELS
from trainlib.inference.preprocess import resize

FILL = 0.85  # what large marketplaces ask for
_SEEN = 6  # a mask below it changes white by at most 5 of 255
_BORDER = 0.04  # a shadow fades within this share of the canvas, so that its border is white


@dataclass(frozen=True)
class Frame:
    """How the product lies in its packshot.

    Attributes:
        fill: the share of the canvas that the product's box takes, in the direction in which it takes more.
        square: whether the canvas is square, where it has no set size; else it has the photo's proportions.
        canvas: (width, height) in pixels, or None to keep the product's own pixels and let the canvas follow.
        margin: the least number of white pixels on every side, soft edges included. With fill, the stricter of the two
            decides the size.
        margin_share: the same as a share of the canvas's height above and below, of its width left and right.
    """

    fill: float = FILL
    square: bool = False
    canvas: tuple[int, int] | None = None
    margin: int = 0
    margin_share: float = 0.0


def reframe(packshot: UInt8Array, mask: UInt8Array, frame: Frame, run_out: bool = True) -> UInt8Array:
    """Lay the product with its shadow in the middle of a white canvas.

    Args:
        packshot: uint8 [H, W, 3] sRGB, the product on white where it was in the photo.
        mask: uint8 [H, W]; the product's box is that of values from `MASK_LEVEL`.
        frame: what is asked for. A canvas that follows the product is reduced where it would have more than
            `MAX_PIXELS`; without a product it has the photo's longer side and is white.
        run_out: fade what is around the product to white before the canvas ends; False frames a photo like its
            packshot.

    Returns:
        uint8 [h, w, 3] sRGB; pixels are the packshot's own where nothing is resized.
    """
    rows, columns = (np.flatnonzero((mask >= MASK_LEVEL).any(axis=axis)) for axis in (1, 0))
    height, width = mask.shape
    if not rows.size:
        side = max(height, width)
        columns_, rows_ = frame.canvas or ((side, side) if frame.square else (width, height))
        return np.full((rows_, columns_, 3), 255, np.uint8)
    top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
    box_h, box_w = int(bottom - top), int(right - left)
    canvas_w, canvas_h, scale = canvas_for((box_w, box_h), (width, height), frame, _reach(mask))
    # The part of the photo that the canvas can show, in whole pixels of the photo.
    air_y, air_x = ((room / scale - size) / 2 for room, size in ((canvas_h, box_h), (canvas_w, box_w)))
    y0, x0 = max(0, int(top - air_y)), max(0, int(left - air_x))
    y1, x1 = min(height, int(np.ceil(bottom + air_y))), min(width, int(np.ceil(right + air_x)))
    part = packshot[y0:y1, x0:x1]
    if run_out:
        edges = (top - air_y - y0, bottom + air_y - y0), (left - air_x - x0, right + air_x - x0)
        part = _run_out(part, mask[y0:y1, x0:x1], *edges, max(1.0, 1 / scale))
    if scale != 1:
        part = _scaled(part, scale)
    # The position of the part's first pixel when the box is centred on the canvas.
    at_y = round(canvas_h / 2 - ((top + bottom) / 2 - y0) * scale)
    at_x = round(canvas_w / 2 - ((left + right) / 2 - x0) * scale)
    canvas = np.full((canvas_h, canvas_w, 3), 255, np.uint8)
    to_y, to_x = max(0, at_y), max(0, at_x)
    shown = part[to_y - at_y : canvas_h - at_y, to_x - at_x : canvas_w - at_x]
    canvas[to_y : to_y + shown.shape[0], to_x : to_x + shown.shape[1]] = shown
    return canvas


def _reach(mask: UInt8Array) -> tuple[int, int]:
    """Width and height of the smallest box, centred on the product's box, that holds its visible pixels."""
    sizes = []
    for axis in (0, 1):
        solid, seen = (np.flatnonzero((mask >= least).any(axis=axis)) for least in (MASK_LEVEL, _SEEN))
        twice_middle = int(solid[0] + solid[-1] + 1)
        sizes.append(max(twice_middle - 2 * int(seen[0]), 2 * int(seen[-1] + 1) - twice_middle))
    return sizes[0], sizes[1]


def canvas_for(
    box: tuple[int, int], photo: tuple[int, int], frame: Frame, reach: tuple[int, int] | None = None
) -> tuple[int, int, float]:
    """The canvas's width and height in pixels, and how much the product is scaled to lie on it.

    Args:
        box: the product's width and height in the photo, at least a pixel.
        photo: the photo's.
        frame: what is asked for.
        reach: the width and height that have to stay within the margins; None for those of the box.
    """
    (box_w, box_h), (width, height) = box, photo
    reach_w, reach_h = reach or box
    has_margin = frame.margin or frame.margin_share
    if frame.canvas is not None:
        canvas_w, canvas_h = frame.canvas
        scale = frame.fill * min(canvas_h / box_h, canvas_w / box_w)
        if has_margin:
            for side, size in ((canvas_h, reach_h), (canvas_w, reach_w)):
                scale = min(scale, (side - 2 * frame.margin) / size, side * (1 - 2 * frame.margin_share) / size)
        return canvas_w, canvas_h, scale
    proportion = 1.0 if frame.square else width / height
    wide, high = box_w / frame.fill, box_h / frame.fill
    if has_margin:
        inner = 1 - 2 * frame.margin_share
        wide = max(wide, reach_w + 2 * frame.margin, reach_w / inner)
        high = max(high, reach_h + 2 * frame.margin, reach_h / inner)
    canvas_w = max(1, round(max(wide, high * proportion)))
    canvas_h = max(1, round(canvas_w / proportion))
    scale = min(1.0, (MAX_PIXELS / (canvas_w * canvas_h)) ** 0.5)
    return max(1, int(canvas_w * scale)), max(1, int(canvas_h * scale)), scale


def _run_out(
    part: UInt8Array,
    mask: UInt8Array,
    rows: tuple[float, float],
    columns: tuple[float, float],
    pixel: float,
) -> UInt8Array:
    """A part of a packshot whose shadow fades out before the canvas ends.

    `rows` and `columns` say where it ends, in pixels of the part; `pixel` is how many of those one of the canvas
    is wide.
    """
    y, x = np.nonzero((mask == 0) & (part.min(axis=2) < 255))
    if not y.size:
        return part
    share = np.ones(y.size, np.float32)
    for at, (low, high) in ((y, rows), (x, columns)):
        share *= np.clip((np.minimum(at - low, high - 1 - at) - pixel) / max(1.0, _BORDER * (high - low)), 0, 1)
    result = part.copy()
    result[y, x] = 255 - np.round(share[:, None] * (255 - part[y, x].astype(np.float32))).astype(np.uint8)
    return result


def _scaled(part: UInt8Array, scale: float) -> UInt8Array:
    """An image on white, reduced by area or enlarged by cubic interpolation."""
    size = (max(1, round(part.shape[0] * scale)), max(1, round(part.shape[1] * scale)))
    if scale < 1:
        return resize(part, size)
    return np.asarray(cv2.resize(part, (size[1], size[0]), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
