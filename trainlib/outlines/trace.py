"""Masks to outlines, one for each vessel, and where a vessel's axis is. Coordinates are pixels, y down."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Plane = NDArray[np.uint8]

FINE = 4
"""Each pixel of a mask is divided into this many rows and columns before its edge is traced."""
TOLERANCE_PX = 0.25
"""How far a simplified outline may be from the traced one."""
LEAST_PX = 40
"""Pixels of the smallest section."""
_UPRIGHT = 0.35
"""Share of a section's height that a column of ink must have to be its axis."""


@dataclass(frozen=True)
class Section:
    """A vessel's section.

    Attributes:
        mask: uint8 [H, W], this vessel's alone.
        side: −1 where it lies left of its axis, 1 right of it.
        axis_x: of the axis; None if the drawing does not show it.
    """

    mask: Plane
    side: int
    axis_x: float | None


def sections_of(mask: Plane, ink: Plane) -> list[Section]:
    """The sections of a mask [H, W], from left to right; `ink` [H, W] is 255 where the drawing is dark."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 127).astype(np.uint8))
    found = []
    near = cv2.dilate((mask > 40).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    for number in sorted(range(1, count), key=lambda one: int(stats[one, cv2.CC_STAT_LEFT])):
        if stats[number, cv2.CC_STAT_AREA] < LEAST_PX:
            continue
        around = cv2.dilate((labels == number).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        others = (labels > 0) & (labels != number)
        own = np.where(around & ~others, mask, 0).astype(np.uint8)
        found.append(Section(own, *_axis(labels == number, np.where(near, 0, ink).astype(np.uint8))))
    return found


def _axis(inside: NDArray[np.bool_], ink: Plane) -> tuple[int, float | None]:
    """The side of a section, and its axis: the end of its floor, or else the nearest upright line beside it."""
    rows, columns = np.nonzero(inside)
    top, low = int(rows.min()), int(rows.max())
    left, right = int(columns.min()), int(columns.max())
    floor = columns[rows >= low - max(2, 0.03 * (low - top))]
    wall = columns[rows < low - 0.3 * (low - top)]
    reach = floor.max() - floor.min() + 1
    if len(wall) and reach > 1.8 * _thickness(inside, top, low):
        toward = float(np.mean(floor)) - float(np.mean(wall))
        return (-1, float(floor.max() + 1)) if toward > 0 else (1, float(floor.min()))
    return _upright_line(ink, top, low, left, right)


def _thickness(inside: NDArray[np.bool_], top: int, low: int) -> float:
    """The median width of a wall."""
    return float(np.median(inside[top : low + 1].sum(1)))


def _upright_line(ink: Plane, top: int, low: int, left: int, right: int) -> tuple[int, float | None]:
    """The nearest column of ink beside a section that is almost as tall as it."""
    rows = ink[top + 2 : low - 1] > 0
    thick = rows | np.roll(rows, 1, axis=1) | np.roll(rows, -1, axis=1)  # a sheet may be rotated a little
    upright = np.flatnonzero(thick.mean(0) > _UPRIGHT) if len(rows) else np.empty(0, int)
    after, before = upright[upright > right + 2], upright[upright < left - 2]
    gap_after = after[0] - right if len(after) else np.inf
    gap_before = left - before[-1] if len(before) else np.inf
    if np.isinf(min(gap_after, gap_before)):
        return -1, None
    if gap_after <= gap_before:
        run = after[after <= after[0] + 4]
        return -1, float(run.mean() + 0.5)
    run = before[before >= before[-1] - 4]
    return 1, float(run.mean() + 0.5)


def outlines(section: Section, mirror: bool) -> list[Points]:
    """Closed outlines [N, 2] of a section, the largest first; with its mirror image, joined where they meet.

    A sherd and its mirror image are two outlines; all else is one.
    """
    fine = cv2.resize(section.mask, None, fx=FINE, fy=FINE, interpolation=cv2.INTER_LINEAR)
    solid = (fine > 127).astype(np.uint8)
    if mirror and section.axis_x is not None:
        solid = _with_mirror_image(solid, section.axis_x * FINE)
    shapes, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    ordered = sorted(shapes, key=cv2.contourArea, reverse=True)
    kept = [one for one in ordered if cv2.contourArea(one) > LEAST_PX * FINE] or ordered[:1]
    kept = kept[: 2 if mirror else 1]
    offset = min(0.0, (2 * section.axis_x - section.mask.shape[1])) if mirror and section.axis_x is not None else 0.0
    simple = [cv2.approxPolyDP(one, TOLERANCE_PX * FINE, True).reshape(-1, 2) for one in kept]
    return [(points + 0.5) / FINE + np.array([offset, 0.0]) for points in simple if len(points) > 2]


def _with_mirror_image(solid: Plane, axis: float) -> Plane:
    """Solid or its mirror image about a column; a canvas is made wide enough for both."""
    height, width = solid.shape
    reach = round(2 * axis)
    shift = max(0, width - reach)  # columns that the mirror image needs on the left
    joined = np.zeros((height, max(width, reach) + shift), np.uint8)
    joined[:, shift : shift + width] = solid
    columns = reach - 1 - np.arange(width) + shift
    joined[:, columns] |= solid
    middle = shift + round(axis)
    joined[:, middle - 2 : middle + 2] |= joined[:, middle - 4 : middle - 3] & joined[:, middle + 3 : middle + 4]
    return joined
