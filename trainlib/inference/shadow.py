"""The soft shadow under the product: the relight network's, or the photo's own."""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD, to_float
from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear
from trainlib.inference.preprocess import resize
from trainlib.inference.refine import box_mean

_SIDE = 256  # a soft shadow has no finer detail
_FAINT = (0.02, 0.08)  # below the first it is noise of the floor or the network, above the second it is shadow
_DARKEST = 0.7  # darker is a dark floor, or another object
_LEAST = 0.005  # of the product's pixels; a real shadow has more
_REACH = 0.3  # how far a shadow may reach, as a share of the product's longer side
_BORDER = 0.04  # a shadow fades within this share of the image's side, so that every border is white


def clean_shadow(shadow: Float32Array, kind: str, alpha: Float32Array) -> Float32Array:
    """A raw shadow [h, w] in [0, 1] without its noise, faded out before the borders.

    Args:
        shadow: how much white is darkened.
        kind: "keep" leaves its strength and edge, "soften" halves it and blurs it over 3 % of the product's longer
            side, "none" is zero.
        alpha: float32 [h, w], the product.

    Returns:
        float32 [h, w] in [0, 1], exactly 0 along the border.
    """
    if kind == "none" or not (alpha > MASK_THRESHOLD).any():
        return np.zeros_like(alpha)
    sure = np.clip((shadow - _FAINT[0]) / (_FAINT[1] - _FAINT[0]), 0, 1)
    clean = np.asarray(np.minimum(shadow * sure, _DARKEST), dtype=np.float32)
    if kind == "soften":
        clean = cv2.GaussianBlur(clean, (0, 0), max(0.5, 0.03 * max(_extent(alpha)))) * np.float32(0.5)
    return np.asarray(clean * _runs_out(alpha.shape[0], alpha.shape[1]), dtype=np.float32)


def has_shadow(shadow: Float32Array, alpha: Float32Array) -> bool:
    """Whether a network's shadow is real, and not the noise of a network that never learnt shadows.

    Args:
        shadow: float32 [h, w] in [0, 1], how much white is darkened.
        alpha: float32 [h, w], the product, which hides the shadow behind it.
    """
    seen = np.count_nonzero((shadow > _FAINT[1]) & (alpha < MASK_THRESHOLD))
    return bool(seen > _LEAST * np.count_nonzero(alpha >= MASK_THRESHOLD))


def shadow_in_photo(image: UInt8Array, mask: UInt8Array) -> tuple[Float32Array, Float32Array]:
    """How much darker the floor is near the product's foot than around it, and the mask at that size.

    The floor's own brightness is measured at the distance `_REACH`. So an even floor or table gives its contact shadow.
    A fine pattern is averaged away. A coarse one (large tiles, the edge of a rug) cannot be separated from a shadow.
    Only pixels below the product's middle and within `_REACH` of it count, less with distance.

    Args:
        image: uint8 [H, W, 3] sRGB.
        mask: uint8 [H, W], 255 = product.

    Returns:
        (shadow, alpha), float32 [h, w] in [0, 1], of at most 256 pixels a side.
    """
    scale = min(1.0, _SIDE / max(mask.shape))
    size = (max(1, round(mask.shape[0] * scale)), max(1, round(mask.shape[1] * scale)))
    alpha = to_float(resize(mask, size))
    if not (alpha > MASK_THRESHOLD).any():
        return np.zeros_like(alpha), alpha
    # Luminance of linear Rec. 709.
    light = srgb_to_linear(to_float(resize(image, size)))
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    # Edge pixels are part product, so only sure background counts.
    floor = (cv2.dilate(alpha, np.ones((3, 3), np.uint8)) < 0.02).astype(np.float32)
    reach = max(2.0, _REACH * max(_extent(alpha)))
    away = cv2.distanceTransform((alpha < MASK_THRESHOLD).astype(np.uint8), cv2.DIST_L2, 3)
    near, far = floor * (away <= reach), floor * ((away > 0.7 * reach) & (away <= 1.6 * reach))
    radius = max(1, round(reach * 1.5))
    lit = _mean_of(luminance, far, radius)
    seen = _mean_of(luminance, near, max(1, round(0.01 * max(size))))
    # What the same share of light leaves of white, as sRGB shows it.
    darker = 1 - linear_to_srgb(seen / np.maximum(lit, 1e-3))
    rows = np.flatnonzero((alpha > MASK_THRESHOLD).any(axis=1))
    middle, foot = (rows[0] + rows[-1]) / 2, float(rows[-1])
    below = np.clip(2 * (np.arange(size[0]) - middle) / max(1.0, foot - middle), 0, 1)[:, None]
    fade = np.clip(2 - 2 * away / reach, 0, 1)
    return np.asarray(darker * below * fade, dtype=np.float32), alpha


def enlarge_shadow(shadow: Float32Array, size: tuple[int, int]) -> UInt8Array:
    """A small shadow at (height, width): uint8, 255 = black."""
    return resize(np.asarray(np.round(shadow * 255), dtype=np.uint8), size)


def _mean_of(values: Float32Array, where: Float32Array, radius: int) -> Float32Array:
    """The mean of the masked values over a window that grows until each pixel has some."""
    result = np.full_like(values, values.mean())
    missing = np.ones(values.shape, dtype=bool)
    while missing.any() and where.any() and radius < 4 * max(values.shape):
        share = box_mean(where, radius)
        found = missing & (share > 1e-4)
        result[found] = (box_mean(values * where, radius) / np.maximum(share, 1e-6))[found]
        missing &= ~found
        radius *= 2
    return result


def _extent(alpha: Float32Array) -> tuple[int, int]:
    """(height, width) of the product's box."""
    rows, columns = (np.flatnonzero((alpha > MASK_THRESHOLD).any(axis=axis)) for axis in (1, 0))
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def _runs_out(height: int, width: int) -> Float32Array:
    """1 within the image, falling to 0 at its border."""

    def along(length: int) -> Float32Array:
        at = np.arange(length, dtype=np.float32)
        return np.clip(np.minimum(at, length - 1 - at) / max(1.0, _BORDER * length), 0, 1)

    return np.outer(along(height), along(width)).astype(np.float32)
