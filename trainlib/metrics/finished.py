"""Finds the product in a finished packshot without a mask: NumPy, uint8 [H, W, 3] sRGB."""

import cv2
import numpy as np

from trainlib.images.arrays import BoolArray, UInt8Array

# Difference from white, in levels, from which a pixel counts as product. Below, it is off-white background.
SEEN = 8
# A part smaller than this share of the largest is a speck: not a second shoe, but a crumb on the table.
SPECK = 0.01


def see_product(packshot: UInt8Array) -> tuple[BoolArray, BoolArray]:
    """The masks [H, W] of the product, and of specks beside it.

    The product is what differs from white by `SEEN` levels or more in a channel, with everything that it encloses, in
    8-connected parts of at least `SPECK` of the largest. A shadow counts as product. A white product is found by its
    shading, unless its outline is pure white.
    """
    seen = np.asarray((packshot <= 255 - SEEN).any(axis=2), np.uint8)
    outlines, _ = cv2.findContours(seen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(seen), outlines, -1, 1, cv2.FILLED)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0  # the background
    if not areas.any():
        return np.zeros(seen.shape, bool), np.zeros(seen.shape, bool)
    large = areas >= SPECK * areas.max()
    large[0] = False
    product = np.asarray(large[labels])
    return product, (labels > 0) & ~product
