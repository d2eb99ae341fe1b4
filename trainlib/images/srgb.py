"""Converts any Pillow image to 8-bit sRGB: grey, palette, RGB, CMYK, Lab, 16 bits, transparency, colour spaces."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from trainlib.images.arrays import UInt8Array
from trainlib.images.colour_spaces import ColourSpace, convert
from trainlib.images.errors import PhotoError

_BITS, _PHOTOMETRIC = 258, 262  # TIFF tags
_WHITE_IS_ZERO = 0


def to_srgb(image: Image.Image, tags: Mapping[int, Any], space: ColourSpace | None) -> UInt8Array:
    """An image as sRGB, by its colour profile or the space that its tags name, transparency laid on white.

    Args:
        image: decoded; of any mode of at most 16 bits a channel.
        tags: a TIFF's, of which the depth and the direction of greys of more than 8 bits are read.
        space: used if there is no profile, or a broken one; None for sRGB.

    Returns:
        uint8 [H, W, 3], sRGB.

    Raises:
        PhotoError: it has 32 bits a channel.
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = _eight_bits(image, tags)
    elif image.mode in ("I", "F"):
        raise PhotoError("32 bits a channel are not read; save the photo with 8 or 16 bits")
    if image.has_transparency_data:
        # A grey one stays grey: its profile is one of greys.
        grey = image.mode in ("L", "LA", "La")
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("L" if grey else "RGB")
    elif image.mode in ("1", "LA", "La", "P", "PA"):
        image = image.convert("RGB" if image.mode in ("P", "PA") else "L")
    return _converted(image, profile, space)


def without_alpha(image: Image.Image) -> Image.Image:
    """The colours of an image with transparency, as if all of it were opaque; greys stay greys."""
    opaque = image.convert("LA" if image.mode in ("L", "LA", "La") else "RGBA")
    colours = opaque.getchannel("L") if opaque.mode == "LA" else Image.merge("RGB", opaque.split()[:3])
    colours.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return colours


def _eight_bits(image: Image.Image, tags: Mapping[int, Any]) -> Image.Image:
    """Greys of up to 16 bits, rounded."""
    bits = tags.get(_BITS)
    most = 2 ** int(bits[0] if isinstance(bits, tuple) else 16) - 1
    grey = np.minimum(np.asarray(image).astype(np.uint32), most)
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:  # Pillow turns those of 8 bits alone
        grey = most - grey
    return Image.fromarray(((grey * 255 + most // 2) // most).astype(np.uint8))


def _converted(image: Image.Image, profile: bytes | None, space: ColourSpace | None) -> UInt8Array:
    """Colours [H, W, 3] to sRGB by the embedded profile; without one, or with a broken one, by the space."""
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            # As in image editors: the black of ink, which is not quite black, becomes black.
            converted = ImageCms.profileToProfile(
                image,
                source,
                ImageCms.createProfile("sRGB"),
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                "RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return np.array(converted)
    if space is not None and image.mode in ("RGB", "L"):
        image = Image.fromarray(convert(np.asarray(image), space))
    return np.array(image.convert("RGB"))
