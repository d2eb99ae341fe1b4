"""A relight network's light at the photo's full size.

The network paints at some hundreds of pixels; enlarging that picture would lose the weave of a cloth or the
grain of wood. So only its light is taken: at the network's size, the ratio of the painted product's colour to
the photo's product colour, in linear light and averaged over a few pixels, is a gain. The gain is smooth;
enlarged along the photo's edges (guided filter) and applied to the full-size product, it relights it and
keeps its texture.
"""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.inference.preprocess import FloatArray, resize
from trainlib.inference.refine import box_mean, guided_upsample

MAX_GAIN = 8.0  # three stops either way
_RADIUS = 3  # pixels of the network's frame
_EPSILON = 1e-2
_DARK = 2e-3  # linear; below it a ratio is noise


def to_linear(encoded: FloatArray) -> FloatArray:
    """Decodes sRGB in [0, 1] to linear light (IEC 61966-2-1)."""
    high = ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, encoded / 12.92, high).astype(np.float32)


def to_encoded(linear: FloatArray) -> FloatArray:
    """Encodes linear light in [0, 1] as sRGB (IEC 61966-2-1)."""
    high = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, high).astype(np.float32)


def unmix_white(painted: FloatArray, alpha: FloatArray) -> FloatArray:
    """The product's colour in a picture on white: ``painted = alpha * colour + (1 - alpha)``.

    Args:
        painted: float32 [h, w, 3] sRGB in [0, 1].
        alpha: float32 [h, w] in [0, 1]; below 0.5 the colour is not worth asking for.

    Returns:
        float32 [h, w, 3] sRGB in [0, 1].
    """
    share = np.maximum(alpha, 0.5)[..., None]
    return np.asarray(np.clip((painted - (1 - share)) / share, 0, 1), dtype=np.float32)


def light_gain(foreground: FloatArray, relit: FloatArray, alpha: FloatArray) -> FloatArray:
    """How much brighter the relit product is, colour by colour, smooth, defined everywhere.

    Args:
        foreground: float32 [h, w, 3] sRGB, the product's colours in the photo.
        relit: float32 [h, w, 3] sRGB, the product's colours as painted by the network.
        alpha: float32 [h, w] in [0, 1]; pixels below 0.5 have no say.

    Returns:
        float32 [h, w, 3], a factor on linear light within [1 / MAX_GAIN, MAX_GAIN]; 1 without a product.
    """
    weight = np.where(alpha >= 0.5, alpha, 0)[..., None].astype(np.float32)
    after, before = (to_linear(colour) * weight for colour in (relit, foreground))
    gain = np.ones_like(foreground)
    missing = np.ones(alpha.shape, dtype=bool)
    radius = _RADIUS
    # Around the product wider and wider windows have their say, so that no edge pixel meets a made-up gain.
    while missing.any() and weight.any() and radius < 4 * max(alpha.shape):
        share = box_mean(weight[..., 0], radius)[..., None]
        ratio = (box_mean(after, radius) + _DARK * share) / (box_mean(before, radius) + _DARK * share + 1e-9)
        found = missing & (share[..., 0] > 1e-4)
        gain[found] = ratio[found]
        missing &= ~found
        radius *= 2
    return np.asarray(np.clip(gain, 1 / MAX_GAIN, MAX_GAIN), dtype=np.float32)


def apply_gain(foreground: FloatArray, small_foreground: FloatArray, gain: FloatArray) -> FloatArray:
    """Relights the full-size product with a gain found at the network's size.

    Args:
        foreground: float32 [H, W, 3] sRGB in [0, 1].
        small_foreground: float32 [h, w, 3], the same at the size of the gain.
        gain: float32 [h, w, 3], from ``light_gain``.

    Returns:
        float32 [H, W, 3] sRGB in [0, 1].
    """
    result = np.empty_like(foreground)
    for channel in range(3):
        # Stops, not factors: twice and half as bright are equally far from no change.
        stops = np.log2(gain[..., channel])
        large = guided_upsample(small_foreground, stops, foreground, _RADIUS, _EPSILON)
        light = to_linear(foreground[..., channel]) * np.exp2(np.clip(large, -3, 3))
        result[..., channel] = to_encoded(np.minimum(light, 1))
    return result


def reduce_foreground(foreground: FloatArray, alpha: FloatArray, size: tuple[int, int]) -> FloatArray:
    """The product's mean colour at (height, width), pixels weighted by alpha: float32 [h, w, 3] sRGB."""
    weight = alpha[..., None] + np.float32(1e-4)  # so that a place without product keeps a colour
    mixed = cv2.merge([foreground * weight, weight])
    small = resize(np.asarray(mixed, dtype=np.float32), size)
    return np.asarray(np.clip(small[..., :3] / small[..., 3:], 0, 1), dtype=np.float32)
