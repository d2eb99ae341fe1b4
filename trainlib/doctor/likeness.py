"""The contrast of a product to its surroundings, and thumbnails that find copies."""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.doctor.findings import WARNING, Say
from trainlib.images.arrays import Array, Float32Array

FAINT = 4.0
"""ΔE below which product and surroundings look alike."""
THUMBNAIL = 16


def _contrast(photo: Array, alpha: Array) -> tuple[float, bool] | None:
    """ΔE76 between the mean colours of the product and its surroundings, and whether the two look alike.

    Args:
        photo: [H, W, 3] uint8 sRGB.
        alpha: [H, W] uint8.

    Returns:
        None if nothing is opaque or there are no surroundings.
    """
    inside = alpha == 255
    around = (alpha == 0) & (cv2.dilate(alpha, np.ones((15, 15), np.uint8)) > 0)
    if not inside.any() or not around.any():
        return None
    lab = cv2.cvtColor((photo / 255).astype(np.float32), cv2.COLOR_RGB2LAB)
    difference = float(np.linalg.norm(lab[inside].mean(0) - lab[around].mean(0)))
    # A product of many colours stands out by them.
    return difference, difference < FAINT and float(lab[inside].std()) < FAINT


def check_contrast(photo: Array, alpha: Array, prefix: str, say: Say) -> dict[str, float]:
    """The metric "contrast", if it can be measured; warns if product and surroundings look alike."""
    found = _contrast(photo, alpha)
    if found is None:
        return {}
    difference, alike = found
    if alike:
        say(WARNING, "contrast", f"{prefix}product and surroundings look alike (ΔE {difference:.1f})")
    return {"contrast": difference}


def small_grey(photo: Array) -> Float32Array:
    """The photo as float32 [16, 16] grey in [0, 255]."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.resize(grey, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA), np.float32)
