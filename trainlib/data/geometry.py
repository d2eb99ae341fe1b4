"""Moves a picture and every map of it together: flip, turn, scale, crop, resize."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# Fraction of a level of alpha from which a pixel counts as product when a crop must keep it.
PRODUCT = 8


@dataclass(frozen=True)
class GeometryRanges:
    """How far a picture may be moved.

    Attributes:
        flip: the chance of a horizontal flip.
        angle: turns by at most so many degrees, to either side.
        scale: smallest and largest factor, about the centre; smaller where the product would leave.
        crop: the smallest side of a crop, as a share of the picture's; a crop always keeps the whole product.
    """

    flip: float = 0.5
    angle: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    crop: float = 1.0


@dataclass(frozen=True)
class Geometry:
    """One drawn movement.

    Attributes:
        flip: mirror left and right, first.
        angle: radians, counter-clockwise as seen, about the centre.
        scale: about the centre.
        window: left, top, width and height in pixels of the moved picture.
    """

    flip: bool
    angle: float
    scale: float
    window: tuple[int, int, int, int]

    def move(self, image: Array) -> Array:
        """A map [H, W] or [H, W, 3] moved and cropped.

        What was outside repeats the border: that keeps a packshot's white and an alpha's 0 (the format has
        both along the border), and mirrors no part of a product into a place where its alpha has none.
        """
        if self.flip:
            image = np.ascontiguousarray(image[:, ::-1])
        if self.angle or self.scale != 1:
            height, width = image.shape[:2]
            # Pixel centres are whole numbers here, so the picture's centre is half a pixel before its half.
            centre = ((width - 1) / 2, (height - 1) / 2)
            matrix = cv2.getRotationMatrix2D(centre, math.degrees(self.angle), self.scale)
            image = cv2.warpAffine(
                image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        left, top, width, height = self.window
        return image[top : top + height, left : left + width]

    def turn(self, normals: Array) -> Array:
        """Vectors [H, W, 3] (X right, Y up) turned with the picture: a flip negates X, a turn rotates XY."""
        x, y, z = normals[..., 0], normals[..., 1], normals[..., 2]
        if self.flip:
            x = -x
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        return np.stack([cosine * x - sine * y, sine * x + cosine * y, z], -1)


def draw_geometry(alpha: Array, ranges: GeometryRanges, rng: np.random.Generator) -> Geometry:
    """Draw a movement that keeps all of the product in the picture.

    Args:
        alpha: [H, W] uint8, before the movement.
        ranges: how far.
        rng: where the numbers come from.
    """
    height, width = alpha.shape
    flip = bool(rng.random() < ranges.flip)
    angle = math.radians(rng.uniform(-ranges.angle, ranges.angle))
    largest = min(ranges.scale[1], room_to_grow(alpha, angle))
    scale = float(rng.uniform(min(ranges.scale[0], largest), largest))
    whole = Geometry(flip, angle, scale, (0, 0, width, height))
    side = rng.uniform(ranges.crop, 1)
    if side >= 1:
        return whole
    box = bounds(whole.move(alpha))
    crop_width = max(round(side * width), box[2])
    # One share for both sides keeps the picture's proportions.
    share = max(crop_width / width, box[3] / height)
    crop_width, crop_height = min(round(share * width), width), min(round(share * height), height)
    left = place(rng, box[0], box[2], crop_width, width)
    top = place(rng, box[1], box[3], crop_height, height)
    return Geometry(flip, angle, scale, (left, top, crop_width, crop_height))


def room_to_grow(alpha: Array, angle: float) -> float:
    """The factor at which the product's bounding box, turned about the centre, first touches the border."""
    height, width = alpha.shape
    left, top, box_width, box_height = bounds(alpha)
    x = np.array([left, left + box_width]) - width / 2
    y = np.array([top, top + box_height]) - height / 2
    # A flip mirrors the box; the larger reach of both sides covers either.
    reach_x, reach_y = np.abs(x).max(), np.abs(y).max()
    cosine, sine = abs(math.cos(angle)), abs(math.sin(angle))
    across, along = reach_x * cosine + reach_y * sine, reach_x * sine + reach_y * cosine
    return float(min(width / 2 / max(across, 1), height / 2 / max(along, 1)))


def bounds(alpha: Array) -> tuple[int, int, int, int]:
    """Left, top, width and height of the product; of the whole picture where there is none."""
    x, y, width, height = cv2.boundingRect((alpha >= PRODUCT).astype(np.uint8))
    return (x, y, width, height) if width else (0, 0, alpha.shape[1], alpha.shape[0])


def place(rng: np.random.Generator, start: int, length: int, window: int, whole: int) -> int:
    """Where a window begins that holds [start, start + length) and stays within [0, whole)."""
    return int(rng.integers(max(0, start + length - window), min(start, whole - window) + 1))


def resize(image: Array, size: tuple[int, int]) -> Array:
    """A map resized by area to (height, width), or by bilinear interpolation where it grows.

    Where the proportions differ, the border is repeated on the short side: nothing is stretched or cut.
    """
    height, width = image.shape[:2]
    target_height, target_width = size
    missing_x = max(0, round(height * target_width / target_height) - width)
    missing_y = max(0, round(width * target_height / target_width) - height)
    if missing_x or missing_y:
        left, top = missing_x // 2, missing_y // 2
        image = cv2.copyMakeBorder(image, top, missing_y - top, left, missing_x - left, borderType=cv2.BORDER_REPLICATE)
    if image.shape[:2] == (target_height, target_width):
        return image
    shrinks = image.shape[0] >= target_height
    return cv2.resize(
        image, (target_width, target_height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )


def arrange(maps: Mapping[str, Array], geometry: Geometry | None, size: tuple[int, int]) -> dict[str, Array]:
    """Every map of a sample moved alike and resized; "normal" as vectors of unit length in [-1, 1].

    Args:
        maps: "picture", "target", "normal" [H, W, 3] uint8; "alpha", "shadow" [H, W] uint8; "depth" [H, W]
            uint16.
        geometry: how to move, or None to leave as is.
        size: height and width of the result.
    """
    moved = {name: resize(image if geometry is None else geometry.move(image), size) for name, image in maps.items()}
    if "normal" in moved:
        vectors = moved["normal"].astype(np.float32) / 255 * 2 - 1
        length = np.linalg.norm(vectors, axis=-1, keepdims=True)
        # Averaging over an edge shortens vectors; where they cancel out there is no direction to restore.
        vectors = np.where(length > 0.1, vectors / np.maximum(length, 0.1), 0)
        moved["normal"] = vectors if geometry is None else geometry.turn(vectors)
    return moved
