"""Geometric augmentation of an image and its maps: keeps the product whole, rotates normals, resizes."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from trainlib.images.arrays import Array

# Alpha, in levels, from which a pixel counts as product. Movements keep such pixels in the image.
PRODUCT = 8

# Ways to resize an image, by name. All but "area" read a few pixels only, so small details alias.
INTERPOLATIONS = {
    "area": cv2.INTER_AREA,
    "bilinear": cv2.INTER_LINEAR,
    "bicubic": cv2.INTER_CUBIC,
    "lanczos": cv2.INTER_LANCZOS4,
}

# The most channels that OpenCV's warpAffine and resize accept.
MOST_CHANNELS = 4


@dataclass(frozen=True)
class Movement:
    """How far an image may be moved. The whole product always stays in the image.

    Attributes:
        angle: the largest rotation in either direction, in degrees.
        scale: smallest and largest factor about the centre.
        shift: the largest shift, as a share of a side.
        crop: the smallest side of a crop, as a share of the image's.
    """

    angle: float
    scale: tuple[float, float]
    shift: float
    crop: float


MOVEMENTS = {
    "light": Movement(angle=4, scale=(0.95, 1.1), shift=0.03, crop=0.8),
    "strong": Movement(angle=15, scale=(0.85, 1.3), shift=0.08, crop=0.55),
}


def bounds(alpha: Array) -> tuple[int, int, int, int]:
    """Left, top, width and height of the product, or of the whole image if there is none."""
    x, y, width, height = cv2.boundingRect((alpha >= PRODUCT).astype(np.uint8))
    return (x, y, width, height) if width else (0, 0, alpha.shape[1], alpha.shape[0])


def outline(alpha: Array) -> Array:
    """Points [N, 2] (x, y) whose convex hull holds every pixel of the product to its corners.

    Pixel centres are whole numbers. Without a product these are the corners of the image.
    """
    product = alpha >= PRODUCT
    rows = np.flatnonzero(product.any(axis=1))
    height, width = alpha.shape
    if not len(rows):
        return np.array([(x, y) for x in (-0.5, width - 0.5) for y in (-0.5, height - 0.5)])
    left = product[rows].argmax(axis=1) - 0.5
    right = width - product[rows, ::-1].argmax(axis=1) - 0.5
    return np.concatenate([np.stack([x, rows + half], -1) for x in (left, right) for half in (-0.5, 0.5)])


def keep_inside(matrix: Array, points: Array, shape: tuple[int, int]) -> Array:
    """The affine matrix [3, 3], changed as little as possible so that all points [N, 2] stay in the image.

    If they would not fit into the image (height, width), the scale is reduced first. Then the image is shifted.
    """
    moved = points @ matrix[:2, :2].T + matrix[:2, 2]
    low, high = moved.min(axis=0), moved.max(axis=0)
    frame = np.array([shape[1], shape[0]], np.float64)
    shrink = min(1.0, *(frame / np.maximum(high - low, 1e-6)))
    middle = (low + high) / 2
    reach = shrink * (high - low) / 2
    place = np.clip(middle, reach - 0.5, frame - 0.5 - reach)
    correction = np.eye(3)
    correction[:2, :2] *= shrink
    correction[:2, 2] = place - shrink * middle
    return correction @ matrix


def draw_window(alpha: Array, smallest: float, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a random crop that keeps the product and the image's proportions.

    Args:
        alpha: [H, W].
        smallest: the smallest side of the crop, as a share of the image's.
        rng: draws the crop.
    """
    height, width = alpha.shape
    left, top, box_width, box_height = bounds(alpha)
    # One share for both sides keeps the image's proportions.
    share = max(rng.uniform(smallest, 1), box_width / width, box_height / height)
    crop_width, crop_height = min(round(share * width), width), min(round(share * height), height)
    x = _place(rng, left, box_width, crop_width, width)
    y = _place(rng, top, box_height, crop_height, height)
    return x, y, x + crop_width, y + crop_height


def _place(rng: np.random.Generator, start: int, length: int, window: int, whole: int) -> int:
    """A random start of a window that contains [start, start + length) and stays within [0, whole)."""
    return int(rng.integers(max(0, start + length - window), min(start, whole - window) + 1))


def warp(image: Array, matrix: Array) -> Array:
    """A map [H, W] or [H, W, C] moved by an affine matrix [2, 3], bilinear.

    Outside the image the border is repeated. This keeps a packshot's white and an alpha's 0, which the format has
    along the border. A reflected border could show parts of the product where its alpha is 0.
    """
    if image.ndim == 3 and image.shape[2] > MOST_CHANNELS:
        return _in_parts(image, lambda part: warp(part, matrix))
    size = (image.shape[1], image.shape[0])
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _in_parts(image: Array, change: Callable[[Array], Array]) -> Array:
    """Change a map of many channels, a few channels at a time."""
    parts = [image[..., n : n + MOST_CHANNELS] for n in range(0, image.shape[2], MOST_CHANNELS)]
    return np.dstack([change(np.ascontiguousarray(part)) for part in parts])


def turn_normals(levels: Array, linear: Array) -> Array:
    """Normals [H, W, 3] as levels, rotated as the image is.

    Args:
        levels: uint8, `round((n + 1) / 2 * 255)`; X right, Y up, Z toward the camera.
        linear: [2, 2], the linear part of the movement in pixels (x right, y down); a similarity. Its scale has no
            effect on normals. A mirror image negates X, a rotation rotates XY.
    """
    up = np.array([[1, -1], [-1, 1]])  # from y down to y up: the off-diagonal signs change
    turn = np.eye(3)
    turn[:2, :2] = linear * up / np.sqrt(abs(np.linalg.det(linear)))
    # Level 127.5 is 0, so the offset must map 127.5 to itself.
    shift = 127.5 - turn @ np.full(3, 127.5)
    return cv2.transform(levels, np.column_stack([turn, shift]))


def resize(image: Array, size: tuple[int, int], interpolation: str = "area") -> Array:
    """A map resized to (height, width): by area if it shrinks, bilinear if it grows.

    `interpolation` applies to images [H, W, C] only; a matte [H, W] is always resized by area. If the proportions
    differ, the border is repeated on the short side. Nothing is stretched or cut.
    """
    if image.ndim == 3 and image.shape[2] > MOST_CHANNELS:
        return _in_parts(image, lambda part: resize(part, size, interpolation))
    height, width = image.shape[:2]
    target_height, target_width = size
    missing_x = max(0, round(height * target_width / target_height) - width)
    missing_y = max(0, round(width * target_height / target_width) - height)
    if missing_x or missing_y:
        left, top = missing_x // 2, missing_y // 2
        image = cv2.copyMakeBorder(image, top, missing_y - top, left, missing_x - left, borderType=cv2.BORDER_REPLICATE)
    if image.shape[:2] == (target_height, target_width):
        return image
    how = INTERPOLATIONS[interpolation if image.ndim == 3 else "area"]
    if how == cv2.INTER_AREA and image.shape[0] < target_height:
        how = cv2.INTER_LINEAR
    return cv2.resize(image, (target_width, target_height), interpolation=how)
