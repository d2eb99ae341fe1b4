"""The two-pass cut-out: the first pass finds the product, the second one sees a crop around it at full size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array, UInt8Array, size_of

Window = tuple[slice, slice]

MARGIN = 0.12  # around the product, as a share of its longer side: networks are trained on products with a margin
_TRIES = 3
_WORTH = 0.75  # a crop of more than this share of the photo shows nothing new
_INSIDE = 2  # pixels of the first pass; its edges are accurate to this
_SURE = (0.5, 0.8)  # alpha of the first pass: where it begins to count, and where it counts in full


@dataclass(frozen=True)
class CoarseMatte:
    """A network's matte of a photo or a part of it, at the network's size.

    Attributes:
        alpha: float32 [h, w] in [0, 1].
        guide: float32 [h, w, 3] sRGB in [0, 1], the photo at that size.
        confidence: from 0 to 1, see `confidence.confidence`.
    """

    alpha: Float32Array
    guide: Float32Array
    confidence: float


def whole_window(image: UInt8Array) -> Window:
    """The window of the whole photo."""
    return slice(0, image.shape[0]), slice(0, image.shape[1])


def second_pass(
    image: UInt8Array, first: CoarseMatte, cut_out: Callable[[UInt8Array], CoarseMatte]
) -> tuple[Window, CoarseMatte]:
    """Cut out again on a crop around the product that the first pass found.

    If the product touches an edge of the crop beyond which the photo continues, the crop was too tight, and the margin
    is tripled. If nothing was found, or the product already fills the photo, the first pass is kept.

    Args:
        image: uint8 [H, W, 3] sRGB, the photo.
        first: the matte of all of it.
        cut_out: gives the matte of a part of the photo.

    Returns:
        The window of the photo that the second pass saw, and its matte.
    """
    size = size_of(image)
    for attempt in range(_TRIES):
        window = window_around(first.alpha, size, MARGIN * 3**attempt)
        if window is None:
            break
        second = cut_out(np.ascontiguousarray(image[window]))
        if not (second.alpha > MASK_THRESHOLD).any():
            break
        if not touches_edge(second.alpha, window, size):
            return window, replace(second, alpha=fill_holes(second.alpha, first.alpha, window, size))
    return whole_window(image), first


def window_around(alpha: Float32Array, size: tuple[int, int], margin: float) -> Window | None:
    """The photo's rows and columns around the product; None without a product, or if that is most of the photo.

    Args:
        alpha: float32 [h, w], the matte of the whole photo.
        size: (height, width) of the photo.
        margin: in shares of the longer side of the product's box.
    """
    rows, columns = (np.flatnonzero((alpha > MASK_THRESHOLD).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    scales = [length / count for length, count in zip(size, alpha.shape, strict=True)]
    # A pixel of the matte is many of the photo, so the window is rounded outward.
    box = [(found[0] * scale, (found[-1] + 1) * scale) for found, scale in zip((rows, columns), scales, strict=True)]
    air = margin * max(high - low for low, high in box)
    window = tuple(
        slice(max(0, int(low - air)), min(length, int(np.ceil(high + air))))
        for (low, high), length in zip(box, size, strict=True)
    )
    share = np.prod([part.stop - part.start for part in window]) / (size[0] * size[1])
    return None if share > _WORTH else (window[0], window[1])


def fill_holes(second: Float32Array, first: Float32Array, window: Window, size: tuple[int, int]) -> Float32Array:
    """The second pass's matte, with what the first pass is sure of filled in.

    A crop shows less of the surroundings. The middle of a plain product can look like a wall, and the second pass may
    leave a hole there. So pixels well inside the first pass's product are product. Near edges the second pass decides,
    and it may find more product anywhere.

    Args:
        second: float32 [h, w] in [0, 1], of the window.
        first: float32 [h', w'] in [0, 1], of the whole photo.
        window: the rows and columns of the photo that the second pass saw.
        size: (height, width) of the photo.
    """
    least = cv2.erode(first, np.ones((2 * _INSIDE + 1, 2 * _INSIDE + 1), np.uint8))
    at = []
    for part, count, length, whole_count in zip(window, second.shape, size, first.shape, strict=True):
        # Centres of the second pass's pixels, in pixels of the first.
        middles = part.start + (np.arange(count) + 0.5) * (part.stop - part.start) / count
        at.append((middles * whole_count / length - 0.5).astype(np.float32))
    x, y = np.meshgrid(at[1], at[0])
    there = cv2.remap(least, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    sure = np.clip((there - _SURE[0]) / (_SURE[1] - _SURE[0]), 0, 1)
    return np.asarray(np.maximum(second, sure * there), dtype=np.float32)


def touches_edge(alpha: Float32Array, window: Window, size: tuple[int, int]) -> bool:
    """Whether the product touches an edge of the window beyond which the photo continues."""
    edges = (
        (window[0].start > 0, alpha[0]),
        (window[0].stop < size[0], alpha[-1]),
        (window[1].start > 0, alpha[:, 0]),
        (window[1].stop < size[1], alpha[:, -1]),
    )
    return any(goes_on and bool((edge > MASK_THRESHOLD).any()) for goes_on, edge in edges)
