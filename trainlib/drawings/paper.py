"""Paper and scanner: from ink [H, W] to an image, and the turn that mask and image share."""

import cv2
import numpy as np
from numpy.typing import NDArray

from trainlib.drawings.ink import Plane
from trainlib.drawings.style import Style


def paper(shape: tuple[int, int], style: Style, rng: np.random.Generator) -> NDArray[np.float32]:
    """A sheet without ink [H, W, 3], RGB of 0 to 255: its tone, fibres, squares, fold and stains."""
    height, width = shape
    warmth = float(rng.uniform(*style.warmth))
    tone = float(rng.uniform(*style.paper)) - np.array([0, 0.35 * warmth, warmth], np.float32)
    shade = _cloud(shape, 4, rng) * 10 * rng.random() + _cloud(shape, max(height, width) // 3, rng) * 3
    sheet = tone.astype(np.float32) + shade[..., None]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if rng.random() < style.grid:
        step = float(rng.uniform(14, 32))
        lines = np.maximum((x + rng.random() * step) % step < 1, (y + rng.random() * step) % step < 1)
        colour = np.array([[40, 22, 10], [18, 14, 12], [12, 22, 24]][int(rng.integers(3))], np.float32)
        sheet -= lines[..., None] * colour * float(rng.uniform(0.5, 1.6))
    if rng.random() < style.fold:
        sheet += _fold(x, y, rng)[..., None]
    for _ in range(int(rng.integers(0, style.stains + 1))):
        centre, radius = rng.random(2) * [width, height], float(rng.uniform(0.02, 0.14)) * width
        inside = np.clip(1 - np.hypot(x - centre[0], y - centre[1]) / radius, 0, 1)
        sheet -= (inside**0.4 * float(rng.uniform(3, 16)))[..., None] * np.array([0.6, 0.8, 1.0], np.float32)
    return sheet


def scan(sheet: NDArray[np.float32], ink: Plane, style: Style, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lay ink on the sheet and scan it: RGB [H, W, 3]."""
    cover = ink.astype(np.float32)[..., None] / 255 * float(rng.uniform(0.85, 1.0))
    level = float(rng.uniform(*style.ink)) + np.array([0, 0, rng.uniform(0, 12)], np.float32)
    image = sheet * (1 - cover) + np.minimum(level, sheet) * cover
    blur = float(rng.uniform(*style.blur_px))
    if blur > 0.2:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    noise = rng.standard_normal(image.shape[:2], np.float32) * float(rng.uniform(*style.noise))
    return np.asarray(np.clip(image + noise[..., None], 0, 255).round(), np.uint8)


def turned(plane: NDArray[np.uint8], angle_deg: float, border: int = 0) -> NDArray[np.uint8]:
    """An image or mask turned about its middle, counter-clockwise."""
    height, width = plane.shape[:2]
    matrix = turn_matrix((height, width), angle_deg)
    mode = cv2.BORDER_REPLICATE if plane.ndim == 3 else cv2.BORDER_CONSTANT
    made = cv2.warpAffine(plane, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=border)
    return np.asarray(made, np.uint8)


def turn_matrix(shape: tuple[int, int], angle_deg: float) -> NDArray[np.float64]:
    """[2, 3] what `turned` does to points x and y."""
    middle = (shape[1] / 2 - 0.5, shape[0] / 2 - 0.5)
    return np.asarray(cv2.getRotationMatrix2D(middle, angle_deg, 1.0), np.float64)


def _fold(x: NDArray[np.float32], y: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A fold: one flank darker and one lighter, a sharp line between."""
    height, width = x.shape
    across = (x - width * rng.uniform(0.2, 0.8)) if rng.random() < 0.5 else (y - height * rng.uniform(0.2, 0.8))
    across = across + (x + y) * float(rng.uniform(-0.03, 0.03))
    depth = float(rng.uniform(8, 40))
    flank = np.sign(across) * np.exp(-np.abs(across) / float(rng.uniform(4, 18))) * depth / 3
    return np.asarray(flank - depth * np.exp(-((across / 1.2) ** 2)), np.float32)


def _cloud(shape: tuple[int, int], cells: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Smooth noise of so many cells a side, about −1 to 1."""
    small = rng.uniform(-1, 1, (cells + 1, cells + 1)).astype(np.float32)
    return np.asarray(cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
