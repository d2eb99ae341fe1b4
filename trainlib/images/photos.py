"""Reads a photo from disk as upright 8-bit sRGB."""

from __future__ import annotations

import functools
import importlib.util
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from trainlib.images.arrays import UInt8Array
from trainlib.images.colour_tags import told_space
from trainlib.images.errors import PhotoError
from trainlib.images.srgb import to_srgb, without_alpha

HEIC_SUFFIXES = (".heic", ".heif", ".hif")
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", *HEIC_SUFFIXES)
# No other format is decoded. Pillow's JPEG covers MPO, which many phones write.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BITS, _PLANES = 258, 284  # TIFF tags
# Bytes 8 to 12 of HEIC files, after "ftyp".
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# Either adds HEIC to Pillow; the first only decodes, so its wheels contain no encoder under the GPL.
_HEIC_PACKAGES = ("pi_heif", "pillow_heif")
MAX_PIXELS = 120_000_000


def read_photo(path: Path) -> UInt8Array:
    """Read a photo: upright by its EXIF orientation, sRGB by what it says of its colours, transparency laid on white.

    JPEG, PNG, WebP, TIFF and (where pi-heif is installed) HEIC with 1, 8 or 16 bits, grey, palette, RGB or CMYK;
    of several frames the first.

    Returns:
        uint8 [H, W, 3], sRGB.

    Raises:
        PhotoError: the file cannot be opened or decoded, or has more than `MAX_PIXELS` pixels.
    """
    with open_image(path) as image:
        space = told_space(image, path)
        return to_srgb(ImageOps.exif_transpose(image), dict(getattr(image, "tag_v2", {})), space)


def read_colours(path: Path) -> UInt8Array:
    """The colours of a cut-out, whatever its alpha, else as `read_photo`."""
    with open_image(path) as image:
        if image.has_transparency_data:
            space = told_space(image, path)
            return to_srgb(without_alpha(ImageOps.exif_transpose(image)), {}, space)
    return read_photo(path)


@contextmanager
def open_image(path: Path) -> Iterator[Image.Image]:
    """Open an image of one of the kinds that `read_photo` reads; it is decoded when its pixels are asked for.

    Raises:
        PhotoError: as of `read_photo`; also for whatever goes wrong while the image is open.
    """
    beginning = _beginning(path)
    formats: tuple[str, ...] = _FORMATS
    if path.suffix.lower() in HEIC_SUFFIXES or _looks_like_heic(beginning):
        if not _heic_opens():
            raise PhotoError('HEIC needs one more package: pip install pi-heif (or "packshot[heic]")')
        formats = (*_FORMATS, "HEIF")
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 megapixels on; Packshot's limit is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # Pillow warns of odd tags in files that it then reads well.
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(path, formats=formats) as image:
                _check(image)
                yield image
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoError(_too_large("far too many pixels")) from error
    except UnidentifiedImageError as error:
        raise PhotoError(_unidentified(beginning)) from error
    except MemoryError as error:
        raise PhotoError("not enough memory to decode it; make the photo smaller") from error
    except OSError as error:
        raise PhotoError(f"cannot be read: {error.strerror or error}") from error
    except Exception as error:  # on a damaged file Pillow's decoders may raise anything
        raise PhotoError(f"damaged: {error or type(error).__name__}") from error


def _check(image: Image.Image) -> None:
    """Refuse images that are too large, and those that Pillow would silently read wrongly."""
    if image.width * image.height > MAX_PIXELS:
        raise PhotoError(_too_large(f"{image.width} x {image.height} pixels"))
    tags = getattr(image, "tag_v2", {})
    if tags.get(_PLANES) == 2 and max(tags.get(_BITS, (8,))) > 8 and image.info.get("compression") == "raw":
        raise PhotoError(
            "a TIFF of 16 bits, uncompressed, with its colours one after the other; save it interleaved (per pixel)"
        )


def _beginning(path: Path) -> bytes:
    """The first bytes of a file, which tell its kind.

    Raises:
        PhotoError: it is empty, cannot be opened, or is a pipe or device, which might block forever.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PhotoError("not a file but a folder, pipe or device")
        with path.open("rb") as file:
            beginning = file.read(12)
    except OSError as error:
        raise PhotoError(f"cannot be read: {error.strerror or error}") from error
    if not beginning:
        raise PhotoError("the file is empty")
    return beginning


@functools.cache
def _heic_opens() -> bool:
    """Add HEIC to Pillow by an installed package; whether there is one."""
    for name in _HEIC_PACKAGES:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).register_heif_opener()
            return True
    return False


def _looks_like_heic(beginning: bytes) -> bool:
    """Whether a file is HEIC, whatever its name: phones and messengers also send it as .jpg."""
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIC_BRANDS


def _unidentified(beginning: bytes) -> str:
    if beginning[:4] in _TIFF:
        return "a TIFF of a kind that is not read, such as 32 bits a channel; save the photo with 8 or 16 bits"
    return "not a JPEG, PNG, WebP, TIFF or HEIC image"


def _too_large(size: str) -> str:
    return f"{size} are more than the limit of {MAX_PIXELS // 1_000_000} megapixels; make the photo smaller"
