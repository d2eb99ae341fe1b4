"""Depth, normals and the foreground's colour as the dataset format stores them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .blur import gaussian_blur

_NOTHING_M = 1e4
"""Blender writes 1e10 metres where a ray meets nothing; no scene here is this deep."""
_DEEPEST = 16.0
"""`far` is at most this many times the product's distance, whose 16 bits then resolve it to 1/4000 and
better.
"""


@dataclass(frozen=True)
class Depth:
    """depth.png: 16-bit [H, W], and the metres that 0 and 65535 stand for."""

    image: NDArray[np.uint16]
    near_m: float
    far_m: float


def encode_depth(depth_m: ArrayLike, product: ArrayLike) -> Depth:
    """Distance along the camera's axis in 16 bits.

    Args:
        depth_m: Metres [H, W]; what is not finite, not positive or beyond 10 km is "nothing there".
        product: Where the product is [H, W], boolean.

    Raises:
        ValueError: Nothing of the product has a depth.
    """
    depth = np.asarray(depth_m, np.float64)
    real = np.isfinite(depth) & (depth > 0) & (depth < _NOTHING_M)
    own = depth[real & np.asarray(product, bool)]
    if own.size == 0:
        raise ValueError("no pixel of the product has a depth")
    near = 0.99 * float(depth[real].min())
    # A few pixels seen far through a window would cost all others their resolution.
    far = min(float(np.percentile(depth[real], 99.5)), _DEEPEST * float(np.median(own)))
    far = 1.01 * max(far, float(own.max()))
    scaled = np.clip(np.where(real, (depth - near) / (far - near), 1.0), 0.0, 1.0)
    return Depth(np.round(65535 * scaled).astype(np.uint16), near, far)


def to_camera_space(normals: ArrayLike, matrix_world: ArrayLike) -> NDArray[np.float64]:
    """World-space normals [H, W, 3] in camera space: +X right, +Y up, +Z toward the camera.

    `matrix_world` is the camera's, 4×4 row-major, without scale.
    """
    rotation = np.asarray(matrix_world, np.float64)[:3, :3]
    return np.asarray(normals, np.float64) @ rotation


def encode_normals(normals: ArrayLike, product: ArrayLike) -> NDArray[np.uint8]:
    """Camera-space normals [H, W, 3] as 8-bit RGB: round((n + 1) / 2 · 255).

    Every normal gets unit length, which averaging over a pixel takes from it. Where there is none, the
    product (`product`, boolean [H, W]) faces the camera, and the rest stays (0, 0, 0).
    """
    vectors = np.nan_to_num(np.asarray(normals, np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit = np.where(length > 1e-3, vectors / np.maximum(length, 1e-3), 0.0)
    lost = (length[..., 0] <= 1e-3) & np.asarray(product, bool)
    unit[lost] = (0.0, 0.0, 1.0)
    return np.round((np.clip(unit, -1.0, 1.0) + 1) / 2 * 255).astype(np.uint8)


def estimate_foreground(picture: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The product's own colour: the picture where alpha is 255, and the nearest such colours carried outward
    elsewhere.

    Args:
        picture: sRGB [H, W, 3].
        alpha: [H, W].

    Returns:
        sRGB [H, W, 3]; the picture itself where no pixel is all product.
    """
    solid = (alpha == 255).astype(np.float64)
    if not solid.any():
        return picture
    sigma = 1.0
    found = picture.astype(np.float64)
    open_pixels = solid == 0
    # Wider and wider blurs: each fills what the narrower ones did not reach, so the nearest colours win.
    while open_pixels.any() and sigma < 2 * max(solid.shape):
        weight = gaussian_blur(solid, sigma)
        colour = gaussian_blur(picture * solid[..., None], sigma)
        reached = open_pixels & (weight > 1e-4)
        found[reached] = colour[reached] / weight[reached][:, None]
        open_pixels &= ~reached
        sigma *= 2
    found[open_pixels] = picture[solid > 0].mean(axis=0)
    return np.round(np.clip(found, 0, 255)).astype(np.uint8)
