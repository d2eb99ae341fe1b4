"""A photo to what a network takes, and a network's map back: resizing by area, edges repeated around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.models.network_config import STRIDE

Pixel = TypeVar("Pixel", np.uint8, np.float32)


@dataclass(frozen=True)
class Letterbox:
    """Where a whole photo lies inside a network's frame; all in pixels of the frame.

    Attributes:
        frame: (height, width) of the frame, both multiples of `STRIDE`.
        top: rows of padding above the photo.
        left: columns of padding left of it.
        height: rows of the photo.
        width: columns of the photo.
    """

    frame: tuple[int, int]
    top: int
    left: int
    height: int
    width: int

    @property
    def inside(self) -> tuple[slice, slice]:
        """The rows and columns of the frame that are photo."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


def place(photo: tuple[int, int], size: tuple[int, int]) -> Letterbox:
    """Fit a photo into a frame undistorted; both are given as (height, width).

    The frame's sides are `size` rounded up to multiples of `STRIDE`; the photo lies in its middle and
    touches two opposite edges.
    """
    height, width = photo
    frame_h, frame_w = (-(-side // STRIDE) * STRIDE for side in size)
    scale = min(frame_h / height, frame_w / width)
    inner_h = min(frame_h, max(1, round(height * scale)))
    inner_w = min(frame_w, max(1, round(width * scale)))
    return Letterbox((frame_h, frame_w), (frame_h - inner_h) // 2, (frame_w - inner_w) // 2, inner_h, inner_w)


def resize(values: npt.NDArray[Pixel], size: tuple[int, int]) -> npt.NDArray[Pixel]:
    """Resize [H, W] or [H, W, C] to (height, width): by area where smaller, bilinear where larger."""
    smaller = size[0] * size[1] < values.shape[0] * values.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, (size[1], size[0]), interpolation=how), dtype=values.dtype)


def letterbox(image: UInt8Array, box: Letterbox) -> Float32Array:
    """Lay a photo into a frame as training images are laid: resized by area, its edges repeated outward.

    Repeated edges look like more of the same room; black bars would be objects no network has seen.

    Args:
        image: uint8 [H, W, 3] sRGB.
        box: from `place`.

    Returns:
        float32 [3, h, w] sRGB in [0, 1].
    """
    inner = resize(image, (box.height, box.width))
    bottom = box.frame[0] - box.top - box.height
    right = box.frame[1] - box.left - box.width
    framed = cv2.copyMakeBorder(inner, box.top, bottom, box.left, right, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.moveaxis(framed, 2, 0), dtype=np.float32) / np.float32(255)


def unletterbox(values: Float32Array, box: Letterbox) -> Float32Array:
    """The photo's part of a map [..., h, w] of the frame: [..., box.height, box.width]."""
    return values[(..., *box.inside)]
