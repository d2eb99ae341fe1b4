"""The product's own colours without those of its background, and the product on white."""

from __future__ import annotations

import cv2
import numpy as np
from pymatting import estimate_foreground_ml

from trainlib.images.alpha import to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.inference.preprocess import resize

_OPAQUE = 254.5 / 255
_STRIP = 512
_AIR = 32  # pixels around the product in which colours are estimated
# Of the product's box. A larger one is estimated on a reduced copy: pymatting takes a core 0.2 s per million.
COLOUR_PIXELS = 1_500_000


def estimate_foreground(photo: Float32Array, alpha: Float32Array) -> Float32Array:
    """The colour of the product alone, where `photo = alpha * foreground + (1 - alpha) * background`.

    Germer et al., "Fast Multi-Level Foreground Estimation", ICPR 2020, from pymatting. It is slow, so it gets only the
    product's box with a margin, and at most `COLOUR_PIXELS` of it; see `_estimate`. Outside the box, where alpha is 0,
    the outermost colours are repeated.

    Args:
        photo: float32 [H, W, 3] sRGB in [0, 1].
        alpha: float32 [H, W] in [0, 1].

    Returns:
        float32 [H, W, 3] sRGB in [0, 1], defined also outside the product.
    """
    opaque = (alpha >= _OPAQUE)[..., None]
    # Nothing to estimate; pymatting would also divide by the logarithm of a single pixel's side.
    if not alpha.any() or opaque.all() or alpha.size == 1:
        return photo
    spans = []
    for axis, length in enumerate(alpha.shape):
        found = np.flatnonzero(alpha.any(axis=1 - axis))
        spans.append((max(0, int(found[0]) - _AIR), min(length, int(found[-1]) + 1 + _AIR)))
    (top, bottom), (left, right) = spans
    box = slice(top, bottom), slice(left, right)
    inside = _estimate(*map(np.ascontiguousarray, (photo[box], alpha[box])))
    np.copyto(inside, photo[box], where=opaque[box])
    around = (top, alpha.shape[0] - bottom, left, alpha.shape[1] - right)
    return np.asarray(cv2.copyMakeBorder(inside, *around, borderType=cv2.BORDER_REPLICATE), dtype=np.float32)


def _estimate(photo: Float32Array, alpha: Float32Array) -> Float32Array:
    """The foreground [H, W, 3] of a part of a photo.

    Of a large part, foreground F and background B are found on a reduced copy and enlarged. Then each pixel's own
    colour I corrects them: F + α(I - αF - (1 - α)B), after Forte, "Approximate Fast Foreground Colour Estimation", ICIP
    2021. So nearly opaque pixels keep the photo's fine texture.
    """
    height, width = alpha.shape
    shrink = min(1.0, (COLOUR_PIXELS / alpha.size) ** 0.5)
    if shrink == 1:
        return np.asarray(np.clip(estimate_foreground_ml(photo, alpha), 0, 1), dtype=np.float32)
    small = (max(2, round(height * shrink)), max(2, round(width * shrink)))
    found, behind = estimate_foreground_ml(resize(photo, small), resize(alpha, small), return_background=True)
    result, behind = (resize(np.asarray(one, dtype=np.float32), (height, width)) for one in (found, behind))
    for top in range(0, height, _STRIP):
        rows = slice(top, top + _STRIP)
        share, colours = alpha[rows, :, None], result[rows]
        left_over = photo[rows] - behind[rows] - share * (colours - behind[rows])
        colours += share * left_over
        np.clip(colours, 0, 1, out=colours)
    return result


def enlarge_foreground(foreground: Float32Array, image: UInt8Array, mask: UInt8Array) -> UInt8Array:
    """A foreground estimated on a reduced photo, at the photo's size: its own pixels wherever it is opaque.

    Args:
        foreground: float32 [h, w, 3] sRGB in [0, 1].
        image: uint8 [H, W, 3] sRGB, the photo.
        mask: uint8 [H, W], 255 = opaque.

    Returns:
        uint8 [H, W, 3] sRGB.
    """
    eight_bits = to_uint8(foreground)
    if eight_bits.shape == image.shape:
        return eight_bits
    large = resize(eight_bits, size_of(image))
    opaque = mask == 255
    large[opaque] = image[opaque]
    return large


def lay_on_white(foreground: UInt8Array, alpha: Float32Array, shadow: UInt8Array | None = None) -> UInt8Array:
    """`alpha * foreground + (1 - alpha) * (255 - shadow)`, rounded; exactly 255 where alpha and shadow are 0.

    Args:
        foreground: uint8 [H, W, 3] sRGB.
        alpha: float32 [H, W] in [0, 1].
        shadow: uint8 [H, W], how much the white is darkened; None for not at all.

    Returns:
        uint8 [H, W, 3] sRGB.
    """
    result = np.empty_like(foreground)
    # In strips: the float copies of a 120 megapixel photo would take gigabytes.
    for top in range(0, alpha.shape[0], _STRIP):
        rows = slice(top, top + _STRIP)
        white = np.float32(255) if shadow is None else 255 - shadow[rows, :, None].astype(np.float32)
        mixed = white - alpha[rows, :, None] * (white - foreground[rows].astype(np.float32))
        result[rows] = (mixed + 0.5).astype(np.uint8)
    return result
