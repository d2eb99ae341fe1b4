"""The pixels of Blender's images as arrays, row 0 at the bottom, as Blender has it."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ..arrays import Plane


def read_pixels(image: bpy.types.Image) -> Plane:
    """[H, W, channels] of an image, encoded as it is stored."""
    width, height = image.size
    values = np.empty(width * height * image.channels, np.float32)
    pixels: Any = image.pixels
    pixels.foreach_get(values)
    return values.reshape(height, width, image.channels)


def write_pixels(image: bpy.types.Image, values: Plane) -> None:
    """Set all pixels of an image, [H, W, channels]."""
    pixels: Any = image.pixels
    pixels.foreach_set(values.ravel())
