"""A relight network's light at the photo's full size.

The network paints at some hundreds of pixels; enlarging that image would lose the weave of a cloth or the
grain of wood. So only its light is taken: at the network's size, the ratio of the painted product's colour to
the photo's product colour, in linear light, is a gain. It is smoothed between the photo's edges alone and enlarged
along them (guided filter): what is printed on a product has a gain of its own, and lends none of it to what is
around. Applied to the full-size product, it relights it and keeps its texture.
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
# Of the guided filter, and how far around a product's edge its gain is looked for. Chosen by ΔE2000 and mean squared
# error of test renders against their packshots; a wider or plainer mean makes colours bleed into each other.
_RADIUS = 3  # pixels of the network's frame
_EPSILON = 3e-3
_DARK = 2e-3  # linear; below it a ratio is noise
_STRIP = 512  # rows


def unmix_white(painted: Float32Array, alpha: Float32Array) -> Float32Array:
    """The product's colour in an image on white: `painted = alpha * colour + (1 - alpha)`.

    Args:
        painted: float32 [h, w, 3] sRGB in [0, 1].
        alpha: float32 [h, w] in [0, 1]; below 0.5 the colour is not worth asking for.

    Returns:
        float32 [h, w, 3] sRGB in [0, 1].
    """
    share = np.maximum(alpha, 0.5)[..., None]
    return np.asarray(np.clip((painted - (1 - share)) / share, 0, 1), dtype=np.float32)


def light_gain(foreground: Float32Array, relit: Float32Array, alpha: Float32Array) -> Float32Array:
    """How much brighter the relit product is, colour by colour, defined everywhere.

    Args:
        foreground: float32 [h, w, 3] sRGB, the product's colours in the photo.
        relit: float32 [h, w, 3] sRGB, the product's colours as painted by the network.
        alpha: float32 [h, w] in [0, 1]; pixels below 0.5 have no say.

    Returns:
        float32 [h, w, 3], a factor on linear light within [1 / MAX_GAIN, MAX_GAIN]; around the product the geometric
        mean of what is near, 1 without a product.
    """
    weight = np.where(alpha >= MASK_THRESHOLD, alpha, 0)[..., None].astype(np.float32)
    own = np.log2((srgb_to_linear(relit) + _DARK) / (srgb_to_linear(foreground) + _DARK))
    change = np.where(weight > 0, own, 0).astype(np.float32)
    missing = weight[..., 0] == 0
    radius = _RADIUS
    # Around the product wider and wider windows have their say, so that no edge pixel meets a made-up gain.
    while missing.any() and weight.any() and radius < 4 * max(alpha.shape):
        share = box_mean(weight[..., 0], radius)
        found = missing & (share > 1e-4)
        change[found] = (box_mean(own * weight, radius) / np.maximum(share, 1e-6)[..., None])[found]
        missing &= ~found
        radius *= 2
    return np.asarray(np.clip(np.exp2(change), 1 / MAX_GAIN, MAX_GAIN), dtype=np.float32)


def enlarge_gain(foreground: Float32Array, small_foreground: Float32Array, gain: Float32Array) -> Float32Array:
    """A gain that was found at the network's size, at that of `foreground`, following its edges.

    Args:
        foreground: float32 [H, W, 3] sRGB in [0, 1].
        small_foreground: float32 [h, w, 3], the same at the size of the gain.
        gain: float32 [h, w, 3], from `light_gain`.

    Returns:
        float32 [H, W, 3], the gain as its logarithm to base 2, from -3 to 3: twice and half as bright are equally far
        from no change.
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
        for top in range(0, size[0], _STRIP):  # a photo of 100 megapixels has no room for many copies
            rows = slice(top, top + _STRIP)
            light = linear[foreground[rows, :, channel]] * np.exp2(large[rows])
            result[rows, :, channel] = to_uint8(linear_to_srgb(light))
    return result


def reduce_foreground(foreground: Float32Array, alpha: Float32Array, size: tuple[int, int]) -> Float32Array:
    """The product's mean colour at (height, width), pixels weighted by alpha: float32 [h, w, 3] sRGB."""
    weight = alpha[..., None] + np.float32(1e-4)  # so that a place without product keeps a colour
    mixed = cv2.merge([foreground * weight, weight])
    small = resize(np.asarray(mixed, dtype=np.float32), size)
    return np.asarray(np.clip(small[..., :3] / small[..., 3:], 0, 1), dtype=np.float32)
