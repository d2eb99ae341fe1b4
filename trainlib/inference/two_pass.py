"""The two-pass cut-out: the first pass finds the product, the second one sees a crop around it at full size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array, UInt8Array, size_of

Window = tuple[slice, slice]

MARGIN = 0.12  # around the product, as a share of its longer side: networks are taught products with air around
_TRIES = 3
_WORTH = 0.75  # a crop of more than this share of the photo shows nothing new
_INSIDE = 2  # pixels of the first pass; its edges are right to within them
_SURE = (0.5, 0.8)  # of the first pass: from here on it counts, and from here in full


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
    """The window that is all of the photo."""
    return slice(0, image.shape[0]), slice(0, image.shape[1])


def second_pass(
    image: UInt8Array, first: CoarseMatte, cut_out: Callable[[UInt8Array], CoarseMatte]
) -> tuple[Window, CoarseMatte]:
    """Cut out again on a crop around the product that the first pass found.

    If product touches an edge of the crop behind which the photo goes on, the crop was too tight: the margin is
    tripled. The first pass holds where nothing was found, and where the product fills the photo as it is.

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
    """The photo's rows and columns around the product; None without a product, or where that is most of the photo.

    Args:
        alpha: float32 [h, w], the matte of the whole photo.
        size: (height, width) of the photo.
        margin: in shares of the longer side of the product's box.
    """
    rows, columns = (np.flatnonzero((alpha > MASK_THRESHOLD).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    scales = [length / count for length, count in zip(size, alpha.shape, strict=True)]
    # A pixel of the matte is many of the photo: outward to whole ones.
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

    A crop shows a network less of the surroundings. The middle of a plain product can look like a wall, and the second
    pass would tear a hole into it. So where the first pass sees product all around, there is product. Near edges the
    second pass decides, and it may find more product everywhere.

    Args:
        second: float32 [h, w] in [0, 1], of the window.
        first: float32 [h', w'] in [0, 1], of the whole photo.
        window: the rows and columns of the photo that the second pass saw.
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


def touches_edge(alpha: Float32Array, window: Window, size: tuple[int, int]) -> bool:
    """Whether product touches an edge of the window behind which the photo goes on."""
    edges = (
        (window[0].start > 0, alpha[0]),
        (window[0].stop < size[0], alpha[-1]),
        (window[1].start > 0, alpha[:, 0]),
        (window[1].stop < size[1], alpha[:, -1]),
    )
    return any(goes_on and bool((edge > MASK_THRESHOLD).any()) for goes_on, edge in edges)
