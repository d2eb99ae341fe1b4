"""The double pass: cut out once to find the product, then again on a crop around it at the network's full size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array, UInt8Array

Window = tuple[slice, slice]

MARGIN = 0.12  # around the product, as a share of its longer side: networks are taught products with air around
_TRIES = 3
_WORTH = 0.75  # a crop of more than this share of the photo shows nothing new
_INSIDE = 2  # pixels of the first look; its edges are right to within them
_SURE = (0.5, 0.8)  # from here on the first look counts, and from here in full


@dataclass(frozen=True)
class Look:
    """What a network saw in a photo or a part of it.

    Attributes:
        small: float32 [h, w] in [0, 1], its matte.
        guide: float32 [h, w, 3] sRGB in [0, 1], the photo at that size.
        confidence: from 0 to 1, see ``confidence.confidence``.
    """

    small: Float32Array
    guide: Float32Array
    confidence: float


def whole(picture: UInt8Array) -> Window:
    """The window that is all of the photo."""
    return slice(0, picture.shape[0]), slice(0, picture.shape[1])


def look_closer(picture: UInt8Array, first: Look, look: Callable[[UInt8Array], Look]) -> tuple[Window, Look]:
    """Looks again at the product that the first look found.

    A second look whose matte runs into the crop's edge, where the photo goes on, had too tight a crop: the margin is
    tripled. Where nothing was found, or the product fills the photo as it is, the first look holds.

    Args:
        picture: uint8 [H, W, 3] sRGB, the photo.
        first: what was seen in all of it.
        look: sees a part of the photo.

    Returns:
        The window of the photo that the second look saw, and what it saw.
    """
    size = (picture.shape[0], picture.shape[1])
    for attempt in range(_TRIES):
        window = around(first.small, size, MARGIN * 3**attempt)
        if window is None:
            break
        second = look(np.ascontiguousarray(picture[window]))
        if not (second.small > MASK_THRESHOLD).any():
            break
        if not cut_off(second.small, window, size):
            return window, replace(second, small=without_holes(second.small, first.small, window, size))
    return whole(picture), first


def around(small: Float32Array, size: tuple[int, int], margin: float) -> Window | None:
    """The photo's rows and columns around the product; None without a product, or where that is most of the photo.

    Args:
        small: float32 [h, w], the matte of the whole photo.
        size: (height, width) of the photo.
        margin: in shares of the longer side of the product's box.
    """
    rows, columns = (np.flatnonzero((small > MASK_THRESHOLD).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    scales = [length / count for length, count in zip(size, small.shape, strict=True)]
    # A pixel of the matte is many of the photo: outward to whole ones.
    box = [(found[0] * scale, (found[-1] + 1) * scale) for found, scale in zip((rows, columns), scales, strict=True)]
    air = margin * max(high - low for low, high in box)
    window = tuple(
        slice(max(0, int(low - air)), min(length, int(np.ceil(high + air))))
        for (low, high), length in zip(box, size, strict=True)
    )
    share = np.prod([part.stop - part.start for part in window]) / (size[0] * size[1])
    return None if share > _WORTH else (window[0], window[1])


def without_holes(second: Float32Array, first: Float32Array, window: Window, size: tuple[int, int]) -> Float32Array:
    """The second look's matte, with what the first one is sure of filled in.

    A crop shows a network less of what is around: the middle of a plain product can look like a wall, and a hole would
    be torn into it. So the second look has its say near the edges of the first, and more product it may find
    everywhere; but where the first sees product all around, there is product.

    Args:
        second: float32 [h, w] in [0, 1], of the window.
        first: float32 [h', w'] in [0, 1], of the whole photo.
        window: the rows and columns of the photo that the second look saw.
        size: (height, width) of the photo.
    """
    least = cv2.erode(first, np.ones((2 * _INSIDE + 1, 2 * _INSIDE + 1), np.uint8))
    at = []
    for part, count, length, whole_count in zip(window, second.shape, size, first.shape, strict=True):
        # Middles of the second's pixels, in pixels of the first.
        middles = part.start + (np.arange(count) + 0.5) * (part.stop - part.start) / count
        at.append((middles * whole_count / length - 0.5).astype(np.float32))
    x, y = np.meshgrid(at[1], at[0])
    there = cv2.remap(least, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    sure = np.clip((there - _SURE[0]) / (_SURE[1] - _SURE[0]), 0, 1)
    return np.asarray(np.maximum(second, sure * there), dtype=np.float32)


def cut_off(small: Float32Array, window: Window, size: tuple[int, int]) -> bool:
    """Whether product touches an edge of the window behind which the photo goes on."""
    edges = (
        (window[0].start > 0, small[0]),
        (window[0].stop < size[0], small[-1]),
        (window[1].start > 0, small[:, 0]),
        (window[1].stop < size[1], small[:, -1]),
    )
    return any(goes_on and bool((edge > MASK_THRESHOLD).any()) for goes_on, edge in edges)
