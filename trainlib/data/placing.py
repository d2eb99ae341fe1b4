"""Cut-outs as layers of light, and where they are placed in an image: whole, or partly out of it."""

import math

import cv2
import numpy as np

from trainlib.data.backgrounds import unmix
from trainlib.data.camera import LIGHT_OF_LEVEL
from trainlib.data.geometry import bounds, outline
from trainlib.images.arrays import Array

# Pixels that stay free at each side of an image around a whole product, for its soft edge.
MARGIN = 2
# How much of another product's box is outside the image.
OUTSIDE = (0.25, 0.7)
# Of other products: the longer side of the box over the image's side.
OTHERS_FILL = (0.25, 0.8)


def lift(image: Array, alpha: Array) -> Array:
    """A cut-out as a layer: float32 [H, W, 4], linear light times alpha, and alpha, both from 0 to 1.

    So a layer can be resized without the colours of its transparent pixels.

    Args:
        image: uint8 [H, W, 3], sRGB.
        alpha: uint8 [H, W].
    """
    share = alpha.astype(np.float32)[..., None] / 255
    return np.concatenate([LIGHT_OF_LEVEL[unmix(image, alpha)] * share, share], axis=-1)


def place_whole(layer: Array, shape: tuple[int, int], fill: float, degrees: float, rng: np.random.Generator) -> Array:
    """The layer's product at a random place of an image [H, W, 4], all of it inside.

    Args:
        layer: from `lift`.
        shape: height and width of the image.
        fill: the longer side of the product's box over the image's side.
        degrees: the rotation.
        rng: where the numbers come from.
    """
    turn, points = _turned(layer, degrees, rng)
    size = np.ptp(points, axis=0)
    scale = _scale(size, shape, fill)
    room = np.array([shape[1], shape[0]]) - 2 * MARGIN - size * scale
    corner = MARGIN - 0.5 + rng.random(2) * np.maximum(room, 0)
    return _warp(layer, shape, scale, turn, corner - scale * points.min(axis=0))


def place_partly(layer: Array, shape: tuple[int, int], degrees: float, rng: np.random.Generator) -> Array:
    """The layer's product over a random border of an image [H, W, 4], partly out of it; arguments as above."""
    turn, points = _turned(layer, degrees, rng)
    size = np.ptp(points, axis=0)
    scale = _scale(size, shape, rng.uniform(*OTHERS_FILL))
    box, frame = size * scale, np.array([shape[1], shape[0]], np.float64)
    corner = rng.random(2) * (frame - box)
    axis, hidden = int(rng.integers(2)), rng.uniform(*OUTSIDE)
    begins = rng.random() < 0.5
    corner[axis] = -hidden * box[axis] if begins else frame[axis] - (1 - hidden) * box[axis]
    return _warp(layer, shape, scale, turn, corner - 0.5 - scale * points.min(axis=0))


def _turned(layer: Array, degrees: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """A rotation [2, 2], mirrored half of the time, and the product's outline [N, 2] (x, y) after it."""
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    if rng.random() < 0.5:
        turn = turn @ np.diag([-1.0, 1.0])
    return turn, outline(np.round(255 * layer[..., 3]).astype(np.uint8)) @ turn.T


def _scale(size: Array, shape: tuple[int, int], fill: float) -> float:
    """The scale at which a box (width, height) takes this share of an image (height, width) and stays inside."""
    frame = np.array([shape[1], shape[0]], np.float64)
    size = np.maximum(size, 1e-6)
    return float(min(fill * (frame / size).min(), ((frame - 2 * MARGIN) / size).min()))


def _warp(layer: Array, shape: tuple[int, int], scale: float, turn: Array, shift: Array) -> Array:
    """The layer in an image of (height, width): each point p goes to scale · turn · p + shift, pixel centres whole."""
    left, top, width, height = bounds(np.round(255 * layer[..., 3]).astype(np.uint8))
    # The outline leaves out soft pixels, which lie a little further out.
    around = 4
    x, y = max(0, left - around), max(0, top - around)
    part = np.ascontiguousarray(layer[y : top + height + around, x : left + width + around])
    start = np.array([x, y], np.float64)
    linear = scale * turn
    if scale < 1:
        # A warp reads four pixels only; shrinking needs all.
        small = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        factor = np.array([part.shape[1] / small[0], part.shape[0] / small[1]])
        part = cv2.resize(part, small, interpolation=cv2.INTER_AREA)
        # The centre of pixel 0 was at (factor − 1) / 2 of the larger one.
        start = start + (factor - 1) / 2
        linear = linear @ np.diag(factor)
    # A transparent border, so that the edge of the cut-out's own image is anti-aliased too.
    part = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    offset = scale * turn @ start + shift - linear @ np.ones(2)
    matrix = np.column_stack([linear, offset])
    warped: Array = cv2.warpAffine(part, matrix, (shape[1], shape[0]), flags=cv2.INTER_LINEAR)
    return warped
