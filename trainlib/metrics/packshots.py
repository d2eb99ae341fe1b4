"""Marketplace metrics of a packshot at full size: NumPy, packshot uint8 [H, W, 3] sRGB, alpha [H, W] in [0, 1]."""

from dataclasses import dataclass

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import BoolArray, FloatArray, UInt8Array

# left, top, width and height in pixels
Box = tuple[float, float, float, float]

WHITE = 255


@dataclass(frozen=True)
class PackshotMetrics:
    """A packshot's metrics.

    Attributes:
        white: the share of the background (alpha 0, and outside the product's rim) that is exactly (255, 255, 255);
            marketplaces ask for 1. The rim may hold soft edges.
        border_white: whether the outermost pixels all are.
        fill: the longer side of the product's bounding box over the image's side along it; 0.85 is often asked for.
        off_centre: how far the box's centre is from the image's, as a share of the image's sides, 0 to 0.5.
        parts: connected parts of the mask of at least a thousandth of it; more than one is often leftover background.
    """

    white: float
    border_white: bool
    fill: float
    off_centre: float
    parts: int


def measure_packshot(packshot: UInt8Array, alpha: FloatArray, width: int | None = None) -> PackshotMetrics:
    """The metrics that need no ground truth.

    Args:
        packshot: the image.
        alpha: where the product is in it; its mask is at or above a half.
        width: how many pixels around the mask are its rim; None takes half a per cent of the image's diagonal, at
            least one.
    """
    pure = (packshot == WHITE).all(axis=2)
    mask = alpha >= MASK_THRESHOLD
    empty = (alpha <= 0) & ~near(mask, width)
    fill, off = framing(box_of(mask), (mask.shape[0], mask.shape[1]))
    border = np.concatenate([pure[0], pure[-1], pure[:, 0], pure[:, -1]])
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    large = stats[1:, cv2.CC_STAT_AREA] >= mask.sum() / 1000
    return PackshotMetrics(
        white=float(pure[empty].mean()) if empty.any() else 1.0,
        border_white=bool(border.all()),
        fill=fill,
        off_centre=off,
        parts=int(large.sum()),
    )


def box_of(mask: BoolArray) -> Box:
    """The smallest box around a mask: left, top, width, height; all 0 where it is empty."""
    left, top, across, along = cv2.boundingRect(mask.astype(np.uint8))
    return float(left), float(top), float(across), float(along)


def framing(box: Box, size: tuple[int, int]) -> tuple[float, float]:
    """Fill and distance off centre (see `PackshotMetrics`) of a product's box in an image of (height, width)."""
    (left, top, across, along), (height, width) = box, size
    if not across * along:
        return 0.0, 0.0
    off = max(abs((left + across / 2) / width - 0.5), abs((top + along / 2) / height - 0.5))
    return max(across / width, along / height), off


def halo(packshot: UInt8Array, target: UInt8Array, mask: BoolArray, width: int | None = None) -> float:
    """How far the rim of the product is off: mean difference to the true packshot along the mask's edge, in [0, 1].

    The largest of the three channels' absolute differences, over the pixels within `width` of the edge on either side.

    Args:
        packshot: the image.
        target: the true packshot.
        mask: the true mask.
        width: pixels; None takes half a per cent of the image's diagonal, at least one.
    """
    # Pixels within the rim's width on either side of the mask's edge.
    rim = near(mask, width) & near(~mask, width)
    if not rim.any():
        return 0.0
    difference = np.abs(packshot.astype(np.int16) - target.astype(np.int16)).max(axis=2)
    return float(difference[rim].mean()) / WHITE


def leftover(matte: FloatArray, mask: BoolArray, width: int | None = None) -> float:
    """Background that was kept: Σ matte outside the mask and its rim, as a share of the mask's area.

    Args:
        matte: the predicted alpha.
        mask: the true mask.
        width: how many pixels around the mask are rim, which may hold soft edges; None as in `halo`.
    """
    return float(matte[~near(mask, width)].sum(dtype=np.float64)) / max(1, int(mask.sum()))


def rim_width(size: tuple[int, int]) -> int:
    """Half a per cent of the diagonal of an image of (height, width), in pixels; at least one."""
    return max(1, round(0.005 * float(np.hypot(*size))))


def near(mask: BoolArray, width: int | None = None) -> BoolArray:
    """The mask and all within `width` pixels of it; None is half a per cent of the image's diagonal, at least one."""
    if width is None:
        width = rim_width((mask.shape[0], mask.shape[1]))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((2 * width + 1, 2 * width + 1), np.uint8)) > 0)
