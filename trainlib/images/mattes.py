"""Masks and cut-outs on disk as alpha: 1-bit, grey of 8 or 16 bits, or the transparency of an image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from trainlib.images.alpha import to_float
from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.images.colour_tags import told_space
from trainlib.images.errors import PhotoError
from trainlib.images.photos import open_image
from trainlib.images.srgb import to_srgb, without_alpha

# Levels that the channels of a mask saved as a JPEG or in colour may differ by.
GREY_TOLERANCE = 8
# With no pixel above 1 of 255 and at least this share at 1, a mask was meant as one of 0 and 1.
ONES = 0.005


@dataclass(frozen=True)
class Matte:
    """Alpha float32 [H, W] in [0, 1] and, of a cut-out, its colours uint8 [H, W, 3] sRGB."""

    alpha: Float32Array
    colours: UInt8Array | None


def read_matte(path: Path) -> Matte:
    """Read a mask (white is product) or a cut-out (opaque is product), upright by its EXIF.

    An image with an alpha channel that is opaque everywhere counts as a mask.

    Raises:
        PhotoError: the file is not an image, too large, or an image in colour without transparency.
    """
    try:
        with open_image(path) as image:
            space = told_space(image, path)
            upright = ImageOps.exif_transpose(image)
            alpha = _transparency(upright)
            if alpha is None:
                return Matte(_mask(upright), None)
            return Matte(alpha, to_srgb(without_alpha(upright), {}, space))
    except PhotoError as error:
        raise PhotoError(f"{path.name}: {error}") from error


def _transparency(image: Image.Image) -> Float32Array | None:
    """Alpha, or None if everything is opaque."""
    if not image.has_transparency_data:
        return None
    levels = np.array(image.convert("RGBA").getchannel("A"))
    return to_float(levels) if (levels < 255).any() else None


def _mask(image: Image.Image) -> Float32Array:
    """Alpha of a grey image, or of a colour image whose colours are grey."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return np.clip(np.array(image).astype(np.float32) / 65535, 0, 1)
    if image.mode == "F":
        raise PhotoError("holds floating-point numbers; save it with 8 or 16 bits")
    if image.mode in ("1", "L"):
        levels = np.array(image.convert("L"))
        if levels.max() == 1 and levels.mean() > ONES:
            raise PhotoError("holds 0 and 1 of 255 alone, so nothing in it is product; save the product as 255")
        return to_float(levels)
    values = np.array(image.convert("RGB"))
    if int((values.max(axis=2) - values.min(axis=2)).max()) > GREY_TOLERANCE:
        raise PhotoError("in colour and without transparency, so neither a mask nor a cut-out")
    return to_float(values[..., 1])
