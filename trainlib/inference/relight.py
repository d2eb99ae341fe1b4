"""Applies a relight network's light at the photo's full size.

The network's image has a few hundred pixels a side. Enlarging it would lose the weave of cloth or the grain of wood. So
only its light is used: the gain is the ratio of the predicted colour of the product to its colour in the photo, in
linear light. A guided filter smooths and enlarges it along the photo's edges, so a print on a product keeps its own
gain. Applied to the full-size product, the gain relights it and keeps its texture.
"""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD, to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear
from trainlib.inference.preprocess import resize
from trainlib.inference.refine import box_mean, guided_upsample

MAX_GAIN = 8.0  # three stops either way
# Radius of the guided filter, and how far around a product's edge its gain is extended. Chosen by ΔE2000 and mean
# squared error of test renders against their packshots; a wider or plainer mean makes colours bleed.
_RADIUS = 3  # pixels of the network's frame
_EPSILON = 3e-3
_DARK = 2e-3  # linear; below this a ratio is noise
_STRIP = 512  # rows


def unmix_white(image: Float32Array, alpha: Float32Array) -> Float32Array:
    """The product's colour in an image on white: `image = alpha * colour + (1 - alpha)`.

    Args:
        image: float32 [h, w, 3] sRGB in [0, 1].
        alpha: float32 [h, w] in [0, 1]; below 0.5 the colour is unreliable.

    Returns:
        float32 [h, w, 3] sRGB in [0, 1].
    """
    share = np.maximum(alpha, 0.5)[..., None]
    return np.asarray(np.clip((image - (1 - share)) / share, 0, 1), dtype=np.float32)


def light_gain(foreground: Float32Array, relit: Float32Array, alpha: Float32Array) -> Float32Array:
    """How much brighter the relit product is in each channel, defined everywhere.

    Args:
        foreground: float32 [h, w, 3] sRGB, the product's colours in the photo.
        relit: float32 [h, w, 3] sRGB, the product's colours as predicted by the network.
        alpha: float32 [h, w] in [0, 1]; pixels below 0.5 are ignored.

    Returns:
        float32 [h, w, 3], a factor on linear light within [1 / MAX_GAIN, MAX_GAIN]. Around the product it is the
        geometric mean of nearby gains; without a product it is 1.
    """
    weight = np.where(alpha >= MASK_THRESHOLD, alpha, 0)[..., None].astype(np.float32)
    own = np.log2((srgb_to_linear(relit) + _DARK) / (srgb_to_linear(foreground) + _DARK))
    change = np.where(weight > 0, own, 0).astype(np.float32)
    missing = weight[..., 0] == 0
    radius = _RADIUS
    # Around the product means over growing windows fill in, so that edge pixels get a real gain.
    while missing.any() and weight.any() and radius < 4 * max(alpha.shape):
        share = box_mean(weight[..., 0], radius)
        found = missing & (share > 1e-4)
        change[found] = (box_mean(own * weight, radius) / np.maximum(share, 1e-6)[..., None])[found]
        missing &= ~found
        radius *= 2
    return np.asarray(np.clip(np.exp2(change), 1 / MAX_GAIN, MAX_GAIN), dtype=np.float32)


def enlarge_gain(foreground: Float32Array, small_foreground: Float32Array, gain: Float32Array) -> Float32Array:
    """Enlarge a gain from the network's size to that of `foreground`, following its edges.

    Args:
        foreground: float32 [H, W, 3] sRGB in [0, 1].
        small_foreground: float32 [h, w, 3], the same at the size of the gain.
        gain: float32 [h, w, 3], from `light_gain`.

    Returns:
        float32 [H, W, 3], the base-2 logarithm of the gain, from -3 to 3.
    """
    result = np.empty_like(foreground)
    for channel in range(3):
        small = np.log2(gain[..., channel])
        large = guided_upsample(small_foreground, small, foreground, _RADIUS, _EPSILON)
        np.clip(large, -np.log2(MAX_GAIN), np.log2(MAX_GAIN), out=result[..., channel])
    return result


def apply_gain(foreground: UInt8Array, change: Float32Array) -> UInt8Array:
    """Relight the full-size product.

    Args:
        foreground: uint8 [H, W, 3] sRGB.
        change: float32 [h, w, 3] from `enlarge_gain`, in stops. It is enlarged where it is smaller: light is smooth.

    Returns:
        uint8 [H, W, 3] sRGB.
    """
    size = size_of(foreground)
    linear = srgb_to_linear(np.arange(256, dtype=np.float32) / np.float32(255))
    result = np.empty_like(foreground)
    for channel in range(3):
        of_one = np.ascontiguousarray(change[..., channel])
        large = of_one if of_one.shape == size else resize(of_one, size)
        for top in range(0, size[0], _STRIP):  # in strips, or copies of a large photo would fill the memory
            rows = slice(top, top + _STRIP)
            light = linear[foreground[rows, :, channel]] * np.exp2(large[rows])
            result[rows, :, channel] = to_uint8(linear_to_srgb(light))
    return result


def reduce_foreground(foreground: Float32Array, alpha: Float32Array, size: tuple[int, int]) -> Float32Array:
    """The product's mean colour at (height, width), pixels weighted by alpha: float32 [h, w, 3] sRGB."""
    weight = alpha[..., None] + np.float32(1e-4)  # so that pixels without product keep a colour
    mixed = cv2.merge([foreground * weight, weight])
    small = resize(np.asarray(mixed, dtype=np.float32), size)
    return np.asarray(np.clip(small[..., :3] / small[..., 3:], 0, 1), dtype=np.float32)
