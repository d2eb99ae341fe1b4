"""Checks that masks lie on the edges of their image. Networks learn blur from shifted pairs."""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.alpha import MASK_LEVEL
from trainlib.images.arrays import Array, UInt8Array

REACH = 6
"""The search radius in pixels."""
MARGIN = 1.25
"""How much stronger the edges under the shifted mask must be; noise and texture stay below this."""


def misalignment(image: Array, alpha: UInt8Array) -> tuple[int, int] | None:
    """The shift (x, y) in pixels by which the mask's outline fits the image's edges clearly better, or None.

    The outline (where alpha changes) is laid on the image's gradient (Sobel, strongest channel) at every shift
    within REACH. The mean gradients under it are compared. A shift of one pixel is not reported: blur and
    anti-aliasing cause as much.

    Args:
        image: [H, W, 3] uint8.
        alpha: [H, W] uint8.
    """
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8).astype(np.float32)
    edges = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)).max(-1)
    # Clipped, so that a few very strong edges, such as a lamp, do not dominate.
    edges = np.minimum(edges, np.percentile(edges, 95))
    mask = (alpha >= MASK_LEVEL).astype(np.uint8)
    outline = (cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0).astype(np.float32)
    if not outline.any():
        return None
    padded = cv2.copyMakeBorder(edges, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT)
    # Correlation with the outline at every shift: score[y, x] is the gradient under it moved by (x, y) − REACH.
    score = cv2.matchTemplate(padded, outline, cv2.TM_CCORR) / outline.sum()
    y, x = np.unravel_index(int(score.argmax()), score.shape)
    shift = int(x) - REACH, int(y) - REACH
    # A best fit at the border of the search is another edge of the image, not the product's.
    if not 1 < max(map(abs, shift)) < REACH or score[y, x] < MARGIN * score[REACH, REACH]:
        return None
    return shift
