"""Metrics of a mask's edge at full size: NumPy, masks [H, W] bool."""

import cv2
import numpy as np

from trainlib.images.arrays import BoolArray


def boundary_iou(found: BoolArray, mask: BoolArray, share: float = 0.02) -> float:
    """Boundary IoU (Cheng et al. 2021), |A_d∩B_d| / |A_d∪B_d| of both masks' inner bands; 1 where both are empty.

    Args:
        found: the predicted mask.
        mask: the true one.
        share: the band's width as a share of the image's diagonal; at least a pixel.
    """
    width = max(1, round(share * float(np.hypot(*mask.shape))))
    one, other = _inner_band(found, width), _inner_band(mask, width)
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 1.0


def _inner_band(mask: BoolArray, width: int) -> BoolArray:
    """The pixels of a mask within `width` pixels of its edge; the image's border counts as an edge."""
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    core = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=width)[1:-1, 1:-1]
    return np.asarray(mask & (core == 0))
