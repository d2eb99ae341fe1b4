"""The brush: strokes that add or remove product up to the photo's edges, and the network run again on a crop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from trainlib.images.alpha import to_float, to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.inference.preprocess import resize
from trainlib.inference.refine import guided_upsample, refine_alpha

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Pipeline

Mode = Literal["add", "remove"]
Point = tuple[float, float]

CORE = 0.55  # of the brush's radius: all pixels within change; farther out, the photo's edges decide
AREA = 120_000  # pixels at which edges are found, so that a stroke takes a tenth of a second on a photo of any size
EPSILON = 1e-4  # squared units of a photo in [0, 1]
CONTRAST = 2.5
FEATHER = 0.12  # of a crop's side, over which the network's new mask is blended into the old one
LEAST = 64  # pixels of a crop's side


@dataclass(frozen=True)
class Patch:
    """A part of a mask.

    Attributes:
        top: its first row in the mask.
        left: its first column.
        values: uint8 [h, w].
    """

    top: int
    left: int
    values: UInt8Array

    @property
    def place(self) -> tuple[slice, slice]:
        """Its rows and columns in the mask."""
        height, width = self.values.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def paint(photo: UInt8Array, mask: UInt8Array, points: Sequence[Point], radius: float, mode: Mode) -> Patch:
    """A stroke of the brush.

    The middle of the stroke becomes product or background. In the ring around it, a guided filter (see `refine`)
    spreads the values of the middle and of the surroundings along the photo's colours. So the stroke stops at an edge
    that it crosses. Nothing outside of the stroke changes. "add" lowers no value of the mask, and "remove" raises none.

    Args:
        photo: uint8 [H, W, 3] sRGB.
        mask: uint8 [H, W].
        points: (x, y) along the stroke, as shares of width and height.
        radius: of the brush, as a share of the longer side.
        mode: whether the stroke adds or removes product.

    Returns:
        The part of the mask that the stroke touches, after the stroke.
    """
    height, width = mask.shape
    wide = max(1.0, radius * max(height, width))
    line = np.array([(x * width, y * height) for x, y in points], np.float32)
    # Twice the radius around it, so that the filter sees the surroundings.
    low, high = np.floor(line.min(axis=0) - 2 * wide), np.ceil(line.max(axis=0) + 2 * wide)
    left, top = (int(max(0, value)) for value in low)
    right, bottom = int(min(width, high[0] + 1)), int(min(height, high[1] + 1))
    place = slice(top, bottom), slice(left, right)
    old, guide = to_float(mask[place]), to_float(np.ascontiguousarray(photo[place]))
    local = line - np.array([left, top], np.float32)
    stroke = _drawn(old.shape, local, wide)
    core = _drawn(old.shape, local, wide * CORE)
    filtered = _filtered(guide, old, stroke, core, wide, 1.0 if mode == "add" else 0.0)
    if mode == "add":
        new = np.maximum(np.maximum(old, stroke * filtered), core)
    else:
        new = np.minimum(np.minimum(old, 1 - stroke * (1 - filtered)), 1 - core)
    return Patch(top, left, to_uint8(np.clip(new, 0, 1)))


def ask_again(pipeline: Pipeline, photo: UInt8Array, mask: UInt8Array, at: Point, radius: float) -> Patch | None:
    """The network's mask of a crop around a point, blended into the old mask along the crop's border.

    Args:
        pipeline: whose network runs.
        photo: uint8 [H, W, 3] sRGB.
        mask: uint8 [H, W].
        at: (x, y) as shares of width and height.
        radius: half the crop's side, as a share of the longer side of the photo.

    Returns:
        The new part of the mask; None if the crop would be empty.
    """
    height, width = mask.shape
    half = max(LEAST / 2, radius * max(height, width))
    x, y = at[0] * width, at[1] * height
    left, top = int(max(0, x - half)), int(max(0, y - half))
    right, bottom = int(min(width, x + half)), int(min(height, y + half))
    if right <= left or bottom <= top:
        return None
    crop = np.ascontiguousarray(photo[top:bottom, left:right])
    coarse = pipeline.coarse_matte(crop)
    found = refine_alpha(coarse.alpha, coarse.guide, to_float(crop))
    old = to_float(mask[top:bottom, left:right])
    # Where the crop ends at the photo's border, there is no old mask to blend into.
    ends = top > 0, bottom < height, left > 0, right < width
    share = _inside(size_of(crop), ends)
    return Patch(top, left, to_uint8(share * found + (1 - share) * old))


def _drawn(shape: tuple[int, ...], line: Float32Array, radius: float) -> Float32Array:
    """A line of round pens, float32 [h, w] in [0, 1]."""
    canvas = np.zeros(shape[:2], np.uint8)
    shift = 4  # fractions of a pixel, in bits
    fixed = np.round(line * 2**shift).astype(np.int32)
    cv2.polylines(canvas, [fixed.reshape(-1, 1, 2)], False, 255, max(1, round(2 * radius)), cv2.LINE_AA, shift)
    for x, y in (fixed[0], fixed[-1]):
        cv2.circle(canvas, (int(x), int(y)), round(radius * 2**shift), 255, cv2.FILLED, cv2.LINE_AA, shift)
    return to_float(canvas)


def _filtered(
    guide: Float32Array, old: Float32Array, stroke: Float32Array, core: Float32Array, wide: float, value: float
) -> Float32Array:
    """The mask in the stroke's ring, filtered from its middle and surroundings: float32 [h, w] in [0, 1]."""
    source = np.where(stroke > 0, np.float32(0.5), old)
    source = source * (1 - core) + np.float32(value) * core
    scale = min(1.0, (AREA / old.size) ** 0.5)
    size = max(1, round(old.shape[0] * scale)), max(1, round(old.shape[1] * scale))
    small_guide, small = (guide, source) if scale == 1 else (resize(guide, size), resize(source, size))
    reach = max(2, round(wide * scale))
    filtered = guided_upsample(small_guide, small, guide, reach, EPSILON)
    return np.asarray(np.clip(0.5 + CONTRAST * (filtered - 0.5), 0, 1), dtype=np.float32)


def _inside(size: tuple[int, int], ends: tuple[bool, bool, bool, bool]) -> Float32Array:
    """Weights of a crop: 1 inside, falling to 0 at sides (top, bottom, left, right) where the photo goes on."""

    def along(length: int, first: bool, last: bool) -> Float32Array:
        at = np.arange(length, dtype=np.float32) + np.float32(0.5)
        width = max(1.0, FEATHER * length)
        rise = np.clip(at / width, 0, 1) if first else np.ones_like(at)
        fall = np.clip((length - at) / width, 0, 1) if last else np.ones_like(at)
        return np.minimum(rise, fall).astype(np.float32)

    return np.minimum.outer(along(size[0], *ends[:2]), along(size[1], *ends[2:])).astype(np.float32)
