"""Encodes depth, normals and the foreground's colour for the dataset format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arrays import Floats, Pixels
from ..render.planes import DEEPEST_M
from .blur import gaussian_blur

_DEEPEST = 16.0
"""`far` is at most this many times the product's distance, so that 16 bits resolve it to 1/4000 or better."""


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
    real = np.isfinite(depth) & (depth > 0) & (depth < DEEPEST_M)
    own = depth[real & np.asarray(product, bool)]
    if own.size == 0:
        raise ValueError("no pixel of the product has a depth")
    near = 0.99 * float(depth[real].min())
    # Otherwise a few far pixels behind a window would take the resolution of all others.
    far = min(float(np.percentile(depth[real], 99.5)), _DEEPEST * float(np.median(own)))
    far = 1.01 * max(far, float(own.max()))
    scaled = np.clip(np.where(real, (depth - near) / (far - near), 1.0), 0.0, 1.0)
    return Depth(np.round(65535 * scaled).astype(np.uint16), near, far)


def to_camera_space(normals: ArrayLike, matrix_world: ArrayLike) -> Floats:
    """World-space normals [H, W, 3] in camera space: +X right, +Y up, +Z toward the camera.

    `matrix_world` is the camera's, 4×4 row-major, without scale.
    """
    rotation = np.asarray(matrix_world, np.float64)[:3, :3]
    return np.asarray(normals, np.float64) @ rotation


def encode_normals(normals: ArrayLike, product: ArrayLike) -> Pixels:
    """Camera-space normals [H, W, 3] as 8-bit RGB: round((n + 1) / 2 · 255).

    Every normal gets unit length, which averaging over a pixel has shortened. Pixels of the product (`product`, boolean
    [H, W]) without a normal face the camera, and the rest stays (0, 0, 0).
    """
    vectors = np.nan_to_num(np.asarray(normals, np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit = np.where(length > 1e-3, vectors / np.maximum(length, 1e-3), 0.0)
    lost = (length[..., 0] <= 1e-3) & np.asarray(product, bool)
    unit[lost] = (0.0, 0.0, 1.0)
    return np.round((np.clip(unit, -1.0, 1.0) + 1) / 2 * 255).astype(np.uint8)


def estimate_foreground(picture: Pixels, alpha: Pixels) -> Pixels:
    """The product's own colour: the image where alpha is 255, and elsewhere these colours, extended smoothly.

    Push-pull (Gortler et al., "The Lumigraph", 1996, section 3.4): the image is halved until every pixel is known. Then
    each level fills the unknown pixels of the finer one.

    Args:
        picture: An sRGB picture [H, W, 3].
        alpha: [H, W]; for glass its coverage, since what shows through is part of its appearance.

    Returns:
        sRGB [H, W, 3]; the picture itself where no pixel is all product.
    """
    solid = alpha == 255
    if not solid.any():
        return picture
    # The background bleeds a little into the outermost pixels (lens blur, denoising), so inner ones are used.
    trust = np.where(gaussian_blur(solid, 0.5) > 0.999, 1.0, 0.25) * solid
    found = _fill(picture * trust[..., None], trust)
    found[solid] = picture[solid]
    return np.round(np.clip(found, 0, 255)).astype(np.uint8)


def _fill(colour: Floats, weight: Floats) -> Floats:
    """Colours [H, W, 3], premultiplied by how well each is known [H, W], made known everywhere."""
    own = colour / np.maximum(weight, 1e-9)[..., None]
    if weight.min() >= 1 or max(weight.shape) == 1:
        return own
    height, width = weight.shape
    coarse = _fill(_halved(colour), _halved(weight))
    wide = gaussian_blur(coarse.repeat(2, axis=0).repeat(2, axis=1)[:height, :width], 1.0)
    known = np.minimum(weight, 1.0)[..., None]
    return known * own + (1 - known) * wide


def _halved(image: Floats) -> Floats:
    """Sums of 2×2 pixels; a last odd row or column is summed alone."""
    padding = [(0, size % 2) for size in image.shape[:2]] + [(0, 0)] * (image.ndim - 2)
    even = np.pad(image, padding)
    height, width = even.shape[:2]
    return np.asarray(even.reshape(height // 2, 2, width // 2, 2, *image.shape[2:]).sum(axis=(1, 3)))
