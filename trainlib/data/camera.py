"""What a camera does to light, for images of 8 bits: lens, exposure, and noise; steps of `transforms.PhotoStep`."""

import math
from functools import lru_cache

import cv2
import numpy as np

from trainlib.images.arrays import Array
from trainlib.images.transfer import linear_to_srgb, srgb_to_linear

# Steps from black to white of a table that takes roots of light to levels: sixteen to a level.
ROOTS = 4095


LIGHT_OF_LEVEL = srgb_to_linear(np.arange(256) / 255).astype(np.float32)
LEVEL_OF_ROOT = np.round(255 * linear_to_srgb((np.arange(ROOTS + 1) / ROOTS) ** 2)).astype(np.uint8)


def expose(image: Array, stops: float, _: np.random.Generator) -> Array:
    """The image with more or less light, in stops; computed in linear light, whites clip."""
    return cv2.LUT(image, exposure_table(stops))


def exposure_table(stops: float) -> Array:
    """A table of what each sRGB level becomes with that many stops more light: uint8 [256]."""
    return np.round(255 * linear_to_srgb(srgb_to_linear(np.arange(256) / 255) * 2.0**stops)).astype(np.uint8)


def vignette(image: Array, corner: float, _: np.random.Generator) -> Array:
    """Corners darker than the middle; `corner` is the angle between the image's corner and the lens's axis, degrees."""
    return darken_outwards(image, math.radians(corner))


def darken_outwards(image: Array, corner: float) -> Array:
    """Natural vignetting: light falls off by cos⁴ of the angle to the lens's axis.

    Args:
        image: [H, W, 3] uint8, sRGB.
        corner: the angle at which the image's corner is seen, in radians.
    """
    falloff = (1 + distance(*image.shape[:2]) * np.float32(math.tan(corner) ** 2)) ** np.float32(-2 / 2.2)
    # For an unknown lens a power of 2.2 is close enough to sRGB.
    darker: Array = np.round(image * falloff[..., None]).astype(np.uint8)
    return darker


@lru_cache(maxsize=8)
def distance(height: int, width: int) -> Array:
    """Each pixel's squared distance from the middle [H, W], 1 at the corners."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * height
    x = np.linspace(-1, 1, width, dtype=np.float32)[None] * width
    squared: Array = (x**2 + y**2) / np.float32(height**2 + width**2)
    return squared


def defocus(image: Array, radius: float, _: np.random.Generator) -> Array:
    """Each point is spread over a disc of this radius, in pixels."""
    return cv2.filter2D(image, -1, disc(radius))


def disc(radius: float) -> Array:
    """A disc with a soft rim, of sum 1: float32 [K, K], K odd and just large enough."""
    reach = np.arange(-math.ceil(radius), math.ceil(radius) + 1, dtype=np.float32)
    kernel: Array = np.clip(radius + 0.5 - np.hypot(reach[:, None], reach), 0, 1)
    kernel /= kernel.sum()
    return kernel


def _normal_noise(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Numbers of a normal distribution of mean 0 and deviation 1, float32; OpenCV draws them faster than NumPy."""
    noise: Array = np.empty(shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(2**31)))
    # One channel: each has a mean and a deviation of its own.
    cv2.randn(noise.reshape(shape[0], -1), np.zeros(1), np.ones(1))
    return noise


def shot_noise(image: Array, photon: float, rng: np.random.Generator) -> Array:
    """Shot noise: the number of photons in a pixel varies by its square root; `photon` is one photon's share of white.

    A normal distribution stands for Poisson's, which takes many times as long to draw from.
    """
    light: Array = cv2.LUT(image, LIGHT_OF_LEVEL)
    noise = _normal_noise(image.shape, rng)
    noise *= cv2.LUT(image, np.sqrt(LIGHT_OF_LEVEL * np.float32(photon)))
    light += noise
    np.clip(light, 0, 1, out=light)
    levels: Array = LEVEL_OF_ROOT[(np.sqrt(light, out=light) * ROOTS + 0.5).astype(np.uint16)]
    return levels


def read_noise(image: Array, deviation: float, rng: np.random.Generator) -> Array:
    """The sensor's read noise; `deviation` is its standard deviation as a share of white, on sRGB levels."""
    noisy = _normal_noise(image.shape, rng)
    noisy *= np.float32(255 * deviation)
    noisy += image
    levels: Array = np.clip(np.rint(noisy, out=noisy), 0, 255, out=noisy).astype(np.uint8)
    return levels
