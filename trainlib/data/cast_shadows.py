"""Shadows of a composite's product: its own shape on the floor or wall, or a soft ellipse under it."""

import cv2
import numpy as np

from trainlib.data.geometry import bounds
from trainlib.images.arrays import Array

# How much of the ground's light a shadow takes where it is darkest.
STRENGTH = (0.2, 0.7)


def cast_shadow(alpha: Array, ellipse: bool, rng: np.random.Generator) -> Array:
    """The share of the ground's light that a product's shadow takes, float32 [H, W] in [0, 1].

    Args:
        alpha: of the product where it lies, float32 [H, W] in [0, 1].
        ellipse: a soft ellipse under its foot; else its own shape, thrown on the floor or on a wall behind.
        rng: where the numbers come from.
    """
    box = bounds(np.round(255 * alpha).astype(np.uint8))
    shape = _ellipse(alpha, box, rng) if ellipse else _thrown(alpha, box, rng)
    # The blur is a share of the product's size.
    sigma = rng.uniform(0.015, 0.06) * max(box[2:])
    return cv2.GaussianBlur(shape, (0, 0), max(sigma, 0.5)) * np.float32(rng.uniform(*STRENGTH))


def _thrown(alpha: Array, box: tuple[int, int, int, int], rng: np.random.Generator) -> Array:
    """The product's shape laid on the floor, turned about its foot, or moved aside as on a wall close behind."""
    _, top, width, height = box
    foot = top + height
    if rng.random() < 0.5:
        lean, squash = rng.uniform(-0.9, 0.9), rng.uniform(0.1, 0.5)
        # x' = x + lean · (foot − y), y' = foot − squash · (foot − y)
        matrix = np.array([[1, -lean, lean * foot], [0, squash, (1 - squash) * foot]])
    else:
        x, y = rng.uniform(-0.1, 0.1) * width, rng.uniform(0.0, 0.08) * height
        matrix = np.array([[1, 0, x], [0, 1, y]])
    return cv2.warpAffine(alpha, matrix, (alpha.shape[1], alpha.shape[0]), flags=cv2.INTER_LINEAR)


def _ellipse(alpha: Array, box: tuple[int, int, int, int], rng: np.random.Generator) -> Array:
    """A flat ellipse around the product's foot."""
    left, top, width, height = box
    across = rng.uniform(0.4, 0.6) * width
    middle = (round(left + width / 2), round(top + height - 0.1 * across))
    axes = (max(1, round(across)), max(1, round(across * rng.uniform(0.08, 0.3))))
    drawn: Array = np.zeros(alpha.shape, np.float32)
    return np.asarray(cv2.ellipse(drawn, middle, axes, 0, 0, 360, 1.0, -1))
