"""A network's small alpha to the photo's full size, with edges that follow the photo, and without islands."""

from __future__ import annotations

import cv2
import numpy as np

from trainlib.images.arrays import Float32Array
from trainlib.inference.preprocess import resize

# Chosen on renders of 640 pixels (exact alpha) and 24 garment photos, with a trained network of 256 pixels. A
# comparison with plain cubic enlarging is in docs/benchmarks.md.
RADIUS = 4  # pixels of the network's frame
EPSILON = 1e-4  # squared units of a guide in [0, 1]
CONTRAST = 2.0
FAINT = 0.2  # lower alpha beside an edge is mostly what the network could not resolve: a veil on the white
SURE = (0.9, 1.0)  # change of the small matte within RADIUS at an edge: where sharpening begins, and where it is full
END = 0.012  # alpha this close to 0 or 1, three levels of a mask, becomes 0 or 1
# A part lighter than this share of the whole matte is an island. A shoe's lace or an earring weighs more.
ISLAND_SHARE = 0.005
_ISLAND_LEVEL = 0.1


def box_mean(values: Float32Array, radius: int) -> Float32Array:
    """The mean over a (2 radius + 1)² window of [H, W] or [H, W, C]; at borders over the part inside."""
    side = 2 * radius + 1
    return np.asarray(
        cv2.boxFilter(values, -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
        / _window_count(values.shape[0], values.shape[1], radius, values.ndim),
        dtype=np.float32,
    )


def _window_count(height: int, width: int, radius: int, ndim: int) -> Float32Array:
    """How many pixels of the image lie in the window around each pixel."""

    def along(length: int) -> Float32Array:
        at = np.arange(length)
        return (np.minimum(at + radius, length - 1) - np.maximum(at - radius, 0) + 1).astype(np.float32)

    count = np.outer(along(height), along(width)).astype(np.float32)
    return count[..., None] if ndim == 3 else count


def _guided_coefficients(
    guide: Float32Array, source: Float32Array, radius: int, epsilon: float
) -> tuple[Float32Array, Float32Array]:
    """The locally linear model of `source` in the colours of `guide`.

    He, Sun, Tang, "Guided Image Filtering", IEEE PAMI 35(6), 2013, eqs. 19 and 20, averaged over windows.

    Args:
        guide: float32 [H, W, 3] in [0, 1].
        source: float32 [H, W].
        radius: of the window, in pixels; the window is (2 radius + 1)².
        epsilon: what is added to the guide's variance; larger smooths more.

    Returns:
        (a, b), float32 [H, W, 3] and [H, W]: the filtered source is `sum(a * guide) + b`.
    """
    mean_guide = box_mean(guide, radius)
    mean_source = box_mean(source, radius)
    covariance = box_mean(guide * source[..., None], radius) - mean_guide * mean_source[..., None]
    pairs = np.einsum("hwi,hwj->hwij", guide, guide).reshape(*source.shape, 9)
    variance = np.concatenate([box_mean(pairs[..., i : i + 3], radius) for i in (0, 3, 6)], axis=-1)
    sigma = variance.reshape(*source.shape, 3, 3) - np.einsum("hwi,hwj->hwij", mean_guide, mean_guide)
    sigma += epsilon * np.eye(3, dtype=np.float32)
    a = np.linalg.solve(sigma.astype(np.float64), covariance[..., None].astype(np.float64))[..., 0]
    a = a.astype(np.float32)
    b = mean_source - np.sum(a * mean_guide, axis=-1)
    return box_mean(a, radius), box_mean(b, radius)


def guided_upsample(
    small_guide: Float32Array, small: Float32Array, guide: Float32Array, radius: int, epsilon: float
) -> Float32Array:
    """Bring `small` [h, w] to the size of `guide` [H, W, 3], edges where the guide has them.

    The linear model is found at the small size and applied at the large one: He, Sun, "Fast Guided Filter",
    arXiv:1505.00996, 2015.

    Args:
        small_guide: float32 [h, w, 3] in [0, 1], the guide reduced to the size of `small`.
        small: float32 [h, w].
        guide: float32 [H, W, 3] in [0, 1].
        radius: in pixels of the small size.
        epsilon: see `_guided_coefficients`.

    Returns:
        float32 [H, W], not clipped.
    """
    a, b = _guided_coefficients(small_guide, small, radius, epsilon)
    height, width = guide.shape[:2]
    result = resize(b, (height, width))
    for channel in range(3):
        result += resize(np.ascontiguousarray(a[..., channel]), (height, width)) * guide[..., channel]
    return result


def drop_islands(alpha: Float32Array) -> Float32Array:
    """Remove small unconnected parts of a matte [H, W] in [0, 1].

    Parts are 8-connected where alpha is above 0.1; a part's weight is its sum of alpha. Parts below
    `ISLAND_SHARE` of the whole go, and so does the faint haze between parts.
    """
    count, labels = cv2.connectedComponents((alpha > _ISLAND_LEVEL).astype(np.uint8), connectivity=8)
    weight = np.bincount(labels.ravel(), weights=alpha.ravel(), minlength=count)
    weight[0] = 0.0
    kept = weight >= ISLAND_SHARE * weight.sum()
    kept[0] = False
    # Soft edges are below the level: one pixel around a kept part belongs to it.
    near = cv2.dilate(kept[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(near, alpha, np.float32(0))


def refine_alpha(small: Float32Array, small_guide: Float32Array, guide: Float32Array) -> Float32Array:
    """Bring a network's matte to the size of the photo, its edges moved to the photo's by at most a network's pixel.

    `guided_upsample` follows the photo's colours. Each pixel then stays between the least and the most of the small
    matte within one of its pixels. So an edge can move or sharpen in a band as wide as the network's uncertainty. Where
    the matte is even, it takes no texture from the photo.

    An edge of one pixel in the frame is many pixels wide after enlarging. Contrast around 0.5 narrows it again, by at
    most `CONTRAST` and the factor of enlarging. This applies only where the small matte changes from surely product to
    surely background within a few pixels. So evenly translucent parts keep their alpha, and what the network is unsure
    of stays grey instead of becoming a wrong, hard edge. Beside any edge alpha below `FAINT` becomes `alpha² / FAINT`,
    or thin parts would keep a veil of their surroundings. Alpha within `END` of 0 or 1 becomes 0 or 1, because a
    background has to be white, not nearly white.

    Args:
        small: float32 [h, w] in [0, 1].
        small_guide: float32 [h, w, 3], the photo at the size of `small`, in [0, 1].
        guide: float32 [H, W, 3], the photo, in [0, 1].

    Returns:
        float32 [H, W] in [0, 1].
    """
    size = (guide.shape[0], guide.shape[1])
    least, most = _range_within(small, 1)
    alpha = guided_upsample(small_guide, small, guide, RADIUS, EPSILON)
    np.clip(alpha, resize(least, size), resize(most, size), out=alpha)
    contrast = min(CONTRAST, max(1.0, max(size[0] / small.shape[0], size[1] / small.shape[1])))
    least, most = _range_within(small, RADIUS)
    sure = np.clip((most - least - SURE[0]) / (SURE[1] - SURE[0]), 0, 1)
    alpha += resize(sure, size) * (alpha - np.float32(0.5)) * np.float32(contrast - 1)
    np.clip(alpha, 0, 1, out=alpha)
    near = resize(np.clip(2 * (most - least), 0, 1), size)
    faint = alpha < FAINT
    alpha[faint] *= 1 - near[faint] * (1 - alpha[faint] / np.float32(FAINT))
    alpha -= np.float32(END)
    alpha /= np.float32(1 - 2 * END)
    np.clip(alpha, 0, 1, out=alpha)
    return alpha


def _range_within(values: Float32Array, radius: int) -> tuple[Float32Array, Float32Array]:
    """The minimum and the maximum of [H, W] in a (2 radius + 1)² window around each pixel."""
    window = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    least, most = cv2.erode(values, window), cv2.dilate(values, window)
    return np.asarray(least, dtype=np.float32), np.asarray(most, dtype=np.float32)
