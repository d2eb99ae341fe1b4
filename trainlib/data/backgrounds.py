"""Puts a product in front of another background: its own colours, mixed with the background in linear light."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from trainlib.data.cache import ArrayCache
from trainlib.data.camera import LIGHT_OF_LEVEL
from trainlib.data.geometry import bounds
from trainlib.data.photo_files import cached_pair
from trainlib.images.arrays import Array
from trainlib.images.transfer import linear_to_srgb

# Alpha from which a pixel counts as product alone.
OPAQUE = 250


class Backgrounds:
    """Photos that products are put in front of.

    Args:
        paths: the photos.
        cache: where they are kept decoded.
    """

    def __init__(self, paths: Sequence[Path], cache: ArrayCache) -> None:
        self.paths = list(paths)
        self.cache = cache

    def draw(self, shape: tuple[int, int], rng: np.random.Generator) -> Array:
        """A random part of a random photo, at (height, width): uint8 [H, W, 3]."""
        photo, _ = cached_pair(self.cache, self.paths[int(rng.integers(len(self.paths)))], None)
        return cover(photo, shape, rng)


def cover(photo: Array, shape: tuple[int, int], rng: np.random.Generator, smallest: float = 0.6) -> Array:
    """A random window of a photo [H, W, 3], of the proportions of (height, width), resized to it; half are mirrored.

    Args:
        photo: where from.
        shape: height and width of the result.
        rng: where the numbers come from.
        smallest: the smallest window, as a share of the largest that fits.
    """
    height, width = photo.shape[:2]
    share = min(height / shape[0], width / shape[1]) * rng.uniform(smallest, 1)
    window_height, window_width = max(1, int(share * shape[0])), max(1, int(share * shape[1]))
    top = int(rng.integers(height - window_height + 1))
    left = int(rng.integers(width - window_width + 1))
    window = photo[top : top + window_height, left : left + window_width]
    if rng.random() < 0.5:
        window = np.ascontiguousarray(window[:, ::-1])
    how = cv2.INTER_AREA if share >= 1 else cv2.INTER_LINEAR
    return cv2.resize(window, (shape[1], shape[0]), interpolation=how)


def free_part(image: Array, alpha: Array) -> Array | None:
    """The largest part of an image beside, above or below its product; None if that is almost nothing."""
    height, width = alpha.shape
    left, top, box_width, box_height = bounds(alpha)
    parts = [
        image[:, :left],
        image[:, left + box_width :],
        image[:top],
        image[top + box_height :],
    ]
    largest = max(parts, key=lambda part: part.shape[0] * part.shape[1])
    return largest if min(largest.shape[:2]) * 12 >= min(height, width) else None


def unmix(image: Array, alpha: Array) -> Array:
    """The product's own colours. At its edge, where a pixel is mixed, the colours of the opaque product next to it.

    Args:
        image: [H, W, 3] uint8, sRGB.
        alpha: [H, W] uint8.
    """
    opaque = (alpha >= OPAQUE).astype(np.float32)
    weight = cv2.GaussianBlur(opaque, (0, 0), 2.0)
    spread = cv2.GaussianBlur(image * opaque[..., None], (0, 0), 2.0)
    edge = (alpha > 0) & (alpha < OPAQUE) & (weight > 1e-3)
    colours = image.copy()
    colours[edge] = np.clip(np.round(spread[edge] / weight[edge][:, None]), 0, 255).astype(np.uint8)
    return colours


def lay_over(colours: Array, alpha: Array, background: Array) -> Array:
    """A product's colours over a background, all [H, W, 3] uint8 sRGB, mixed by alpha [H, W] in linear light."""
    laid = np.where((alpha == 255)[..., None], colours, background)
    edge = (alpha > 0) & (alpha < 255)
    share = (alpha[edge] / np.float32(255))[:, None]
    light = share * LIGHT_OF_LEVEL[colours[edge]] + (1 - share) * LIGHT_OF_LEVEL[background[edge]]
    laid[edge] = np.round(255 * linear_to_srgb(light)).astype(np.uint8)
    return laid
