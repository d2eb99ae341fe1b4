"""Masks and cut-outs on disk as alpha: 1-bit, grey of 8 or 16 bits, or the transparency of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from trainlib.images.alpha import to_float
from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.images.photos import MAX_PIXELS, PhotoError

# Levels that the channels of a mask saved as a JPEG or in colour may differ by.
GREY_TOLERANCE = 8
# Share of pixels at 1 of 255, none above it, from which a mask was meant as one of 0 and 1; fewer are a faint trace.
ONES = 0.005


@dataclass(frozen=True)
class Matte:
    """Alpha float32 [H, W] in [0, 1] and, of a cut-out, its colours uint8 [H, W, 3] sRGB."""

    alpha: Float32Array
    colours: UInt8Array | None


def read_matte(path: Path) -> Matte:
    """Read a mask (white is product) or a cut-out (what is opaque is product), upright by its EXIF.

    Transparency that is opaque throughout says nothing: such a picture counts as a mask.

    Raises:
        PhotoError: the file is no picture, too large, or a picture in colour without transparency.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PhotoError(f"{path.name} has more than {MAX_PIXELS // 1_000_000} megapixels")
            upright = ImageOps.exif_transpose(image)
            upright.load()
        if upright.has_transparency_data:
            values = np.array(upright.convert("RGBA"))
            if (values[..., 3] < 255).any():
                return Matte(to_float(values[..., 3]), np.ascontiguousarray(values[..., :3]))
            upright = upright.convert("RGB")
        if upright.mode.startswith("I;16") or upright.mode == "I":
            return Matte(np.clip(np.array(upright).astype(np.float32) / 65535, 0, 1), None)
        if upright.mode == "F":
            raise PhotoError(f"{path.name} holds floating-point numbers; save it with 8 or 16 bits")
        if upright.mode in ("1", "L"):
            levels = np.array(upright.convert("L"))
            if levels.max() == 1 and levels.mean() > ONES:
                raise PhotoError(
                    f"{path.name} holds 0 and 1 of 255 alone, so nothing in it is product; save it with "
                    "255 for the product"
                )
            return Matte(to_float(levels), None)
        values = np.array(upright.convert("RGB"))
    except PhotoError:
        raise
    except FileNotFoundError as error:
        raise PhotoError(f"{path.name} is not there") from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise whatever they stumble over
        raise PhotoError(f"{path.name} cannot be read as a mask or cut-out") from error
    if int((values.max(axis=2) - values.min(axis=2)).max()) > GREY_TOLERANCE:
        raise PhotoError(f"{path.name} is in colour and has no transparency: neither a mask nor a cut-out")
    return Matte(to_float(values[..., 1]), None)
