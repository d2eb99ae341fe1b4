"""Packshots as files of the types that shops take."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image, ImageCms

from trainlib.images.arrays import UInt8Array
from trainlib.inference.outputs import encode_png

FileType = Literal["png", "jpeg", "webp"]

SUFFIXES: dict[FileType, str] = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}
MEDIA_TYPES: dict[FileType, str] = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}

QUALITY = 95  # the lowest quality that keeps white around an edge pure; files stay below marketplaces' limits
PREVIEW_QUALITY = 93


def encode(values: UInt8Array, file_type: FileType) -> bytes:
    """A packshot as a file.

    Args:
        values: uint8 [h, w, 3] sRGB.
        file_type: "png" gives the same bytes as `predict`. JPEG has no colour subsampling. JPEG and WebP
            are tagged as sRGB.
    """
    if file_type == "png":
        return encode_png(values)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    encoded = io.BytesIO()
    image = Image.fromarray(values)
    if file_type == "jpeg":
        image.save(encoded, "jpeg", quality=QUALITY, subsampling=0, optimize=True, icc_profile=profile)
    else:
        image.save(encoded, "webp", quality=QUALITY, method=4, icc_profile=profile)
    return encoded.getvalue()


def encode_preview(values: UInt8Array) -> bytes:
    """A small JPEG for the page."""
    encoded = io.BytesIO()
    Image.fromarray(values).save(encoded, "jpeg", quality=PREVIEW_QUALITY, subsampling=0)
    return encoded.getvalue()
