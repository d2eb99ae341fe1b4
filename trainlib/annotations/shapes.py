"""Shapes that people draw, as masks [H, W] of 0 and 255."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask  # type: ignore[import-untyped]

Mask = NDArray[np.uint8]

CLOSE_PX = 3.0
"""Distance in pixels below which the two ends of a polyline close it to an outline."""
_SHIFT = 4


def add_polygon(mask: Mask, points: NDArray[np.float64]) -> None:
    """Cover a polygon's inside; `points` [N, 2] are x and y, (0, 0) at the upper left corner of the image.

    Raises:
        ValueError: where it has fewer than three points.
    """
    if len(points) < 3:
        raise ValueError(f"a polygon of {len(points)} points")
    cv2.fillPoly(mask, [_fixed(points)], 255, cv2.LINE_8, _SHIFT)


def add_polyline(mask: Mask, points: NDArray[np.float64], width: int) -> None:
    """Cover the inside of a polyline whose ends meet, or a line of `width` pixels along one whose ends do not."""
    if len(points) > 3 and float(np.hypot(*(points[0] - points[-1]))) <= CLOSE_PX:
        add_polygon(mask, points)
        return
    cv2.polylines(mask, [_fixed(points)], False, 255, width, cv2.LINE_8, _SHIFT)


def add_cvat_rle(mask: Mask, counts: Sequence[int], left: int, top: int, width: int, height: int) -> None:
    """Cover a mask of CVAT: runs of outside and inside in turn, row by row within a box.

    Raises:
        ValueError: where the runs do not fill the box, or the box is not in the image.
    """
    if sum(counts) != width * height or min(counts, default=-1) < 0:
        raise ValueError(f"runs of {sum(counts)} pixels in a box of {width} x {height}")
    if left < 0 or top < 0 or top + height > mask.shape[0] or left + width > mask.shape[1]:
        raise ValueError(f"a box at {left}, {top} of {width} x {height} in an image of {mask.shape[1]}")
    inside = np.repeat(np.arange(len(counts)) % 2 == 1, counts).reshape(height, width)
    mask[top : top + height, left : left + width][inside] = 255


def add_coco(mask: Mask, segmentation: Any) -> None:
    """Cover a segmentation of COCO: polygons [[x, y, x, y, …], …], or an RLE {"size": [h, w], "counts": …}.

    Raises:
        ValueError: where it is neither, or of another size.
    """
    if isinstance(segmentation, list):
        for polygon in segmentation:
            add_polygon(mask, np.asarray(polygon, float).reshape(-1, 2))
        return
    if not isinstance(segmentation, dict) or list(segmentation.get("size", [])) != list(mask.shape):
        raise ValueError("a segmentation that is neither polygons nor an RLE of the image's size")
    counts = segmentation.get("counts")
    if isinstance(counts, list):
        if sum(counts) != mask.size or min(counts, default=-1) < 0:
            raise ValueError(f"runs of {sum(counts)} pixels in an image of {mask.size}")
        mask[np.repeat(np.arange(len(counts)) % 2 == 1, counts).reshape(mask.shape[::-1]).T] = 255
        return
    if not isinstance(counts, str):
        raise ValueError("an RLE without counts")
    mask[coco_mask.decode({"size": list(mask.shape), "counts": counts.encode()}) > 0] = 255


def _fixed(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Points as OpenCV's fixed-point numbers, whose pixel centres are at whole ones."""
    return np.round((points - 0.5) * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)
