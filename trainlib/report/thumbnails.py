"""Small pictures for pages."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from trainlib.images.alpha import MASK_LEVEL
from trainlib.images.arrays import BoolArray, UInt8Array

_OUTLINE = (230, 0, 90)  # sRGB; products of this colour are rare
_JPEG_QUALITY = 85


def shrink(picture: UInt8Array, side: int) -> UInt8Array:
    """Reduce uint8 [H, W] or [H, W, 3] to a longer side of at most `side` pixels; never enlarges."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def overlay(picture: UInt8Array, mask: UInt8Array) -> UInt8Array:
    """The photo, paler where the mask is 0, with the mask's outline; [H, W, 3] and [H, W], both uint8."""
    share = mask[..., None].astype(np.float32) / 255
    mixed = picture * (0.3 + 0.7 * share) + 255 * 0.5 * (1 - share)
    result = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    draw_outline(result, mask >= MASK_LEVEL, 3)
    return result


def draw_outline(picture: UInt8Array, mask: BoolArray, width: int) -> None:
    """Draw the edge of a mask [H, W] into uint8 [H, W, 3], `width` pixels wide."""
    kernel = np.ones((width, width), np.uint8)
    picture[cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, kernel) > 0] = _OUTLINE


def jpeg(picture: UInt8Array) -> bytes:
    """Encode uint8 [H, W, 3] sRGB or [H, W] grey as JPEG."""
    ordered = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", ordered, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1])


def inline(picture: UInt8Array, side: int) -> str:
    """A reduced picture as a data URI, for pages of one file."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg(shrink(picture, side))).decode("ascii")
