"""Finds the scale bar of a drawing: the lowest long, horizontal line of ink that is not part of a vessel."""

import cv2
import numpy as np

from trainlib.outlines.trace import Plane

LEAST_PX = 20
"""Length of the shortest bar."""
_END_PX = 2
"""Line widths to subtract from the length: half at each end, and as much again for the scanner's blur."""
_TALLEST = 0.3
"""The largest height of a bar and its ticks over its length."""


def ink_of(image: Plane) -> Plane:
    """Where a drawing RGB [H, W, 3] is dark: 255 for ink, 0 for paper; stains and squares of paper are paper."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    side = max(31, (min(grey.shape) // 8) | 1)
    paper = cv2.medianBlur(grey, min(side, 255))
    dark = cv2.subtract(paper, grey)
    threshold = max(35.0, 0.35 * float(np.percentile(dark, 99.5)))
    return np.where(dark > threshold, 255, 0).astype(np.uint8)


def bar_length(ink: Plane, mask: Plane) -> float | None:
    """The bar's length in pixels, or None where none is found; `mask` [H, W] holds the sections."""
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 9), np.uint8))
    level = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    below = _foot_of(mask)
    best: tuple[float, float] | None = None
    for number in range(1, count):
        top, width, height = (int(stats[number, at]) for at in (cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
        if width < LEAST_PX or height > _TALLEST * width or top <= below:
            continue
        rows, columns = np.nonzero(labels == number)
        ends = [float(rows[columns == at].mean()) for at in (columns.min(), columns.max())]
        length = float(np.hypot(width - _END_PX, ends[1] - ends[0]))
        if best is None or length > best[0]:
            best = (length, float(top))
    return None if best is None else best[0]


def _foot_of(mask: Plane) -> int:
    """The lowest row of a section, −1 without one: bars stand below."""
    rows = np.flatnonzero((mask > 127).any(1))
    return int(rows[-1]) if len(rows) else -1
