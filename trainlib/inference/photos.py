"""Photos on disk: which there are, what their results are called, and how each becomes upright 8-bit sRGB."""

from __future__ import annotations

import functools
import importlib.util
import os
import stat
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from trainlib.console.hints import nearest_path
from trainlib.inference.names import own_names
from trainlib.inference.srgb import to_srgb
from trainlib.report import records

HEIC_SUFFIXES = (".heic", ".heif", ".hif")
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", *HEIC_SUFFIXES)
# Nothing else is decoded, whatever a file's bytes claim. Pillow's JPEG covers MPO, which many phones write.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BITS, _PLANES = 258, 284  # TIFF tags
# What stands in bytes 8 to 12 of HEIC files, after "ftyp".
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# Either brings Pillow HEIC; the first can only decode, so that its wheels carry no encoder under the GPL.
_HEIC_PACKAGES = ("pi_heif", "pillow_heif")
MAX_PIXELS = 120_000_000

Picture = npt.NDArray[np.uint8]


class PhotoError(ValueError):
    """A photo, or the place where photos should be, cannot be used; the message is one line for the user."""


@dataclass(frozen=True)
class Photo:
    """A photo and what its results are called.

    Attributes:
        path: where the photo lies.
        source: its path below the folder that was searched, with forward slashes.
        name: what its results are called, below the output folder, without a suffix; no two photos share one.
    """

    path: Path
    source: str
    name: str


@dataclass(frozen=True)
class Search:
    """What a folder held.

    Attributes:
        photos: in order of their paths.
        others: files that are no photos by name.
        passed: subfolders that were not looked into, and why.
    """

    photos: list[Photo]
    others: list[str]
    passed: list[str] = field(default_factory=list)


def find_photos(root: Path, recursive: bool = False) -> Search:
    """Lists the photos of a folder, or the one photo that a file is, and gives each a name of its own.

    A photo's name is its stem. Photos of one folder that would share it (``a.jpg`` and ``a.png``) keep their
    suffix in it; a single photo is called what it would be called among its neighbours. Hidden files are no
    photos: file managers leave previews under such names. Nor is a hidden subfolder searched, one that holds results
    of ``predict``, or one that is a link.

    Raises:
        PhotoError: nothing is there, or the folder cannot be read.
    """
    if root.is_file():
        beside = find_photos(root.parent).photos
        same = [photo for photo in beside if photo.path.name == root.name]
        # A file of another suffix is tried all the same: it was named outright.
        return Search(same or [Photo(root, root.name, root.name)], [])
    if not root.is_dir():
        hint = nearest_path(root)
        raise PhotoError(f"--photos {root}: no such file or folder{hint}; give a photo or a folder of photos")
    paths: list[Path] = []
    others: list[str] = []
    passed: list[str] = []

    def refuse(error: OSError) -> None:
        raise PhotoError(f"--photos {error.filename}: cannot be read ({error.strerror})")

    for folder, subfolders, files in os.walk(root, onerror=refuse):
        subfolders.sort()
        if not recursive:
            subfolders.clear()
        for subfolder in list(subfolders):
            why = _passed_over(Path(folder, subfolder))
            if why:
                subfolders.remove(subfolder)
                passed.append(f"{Path(folder, subfolder).relative_to(root).as_posix()} ({why})")
        for file in files:
            path = Path(folder, file)
            is_photo = path.suffix.lower() in PHOTO_SUFFIXES and not file.startswith(".")
            paths.append(path) if is_photo else others.append(path.relative_to(root).as_posix())
    sources = {path: path.relative_to(root).as_posix() for path in paths}
    paths.sort(key=lambda path: sources[path])
    names = own_names([sources[path] for path in paths])
    photos = [Photo(path, sources[path], name) for path, name in zip(paths, names, strict=True)]
    return Search(photos, sorted(others), passed)


def _passed_over(folder: Path) -> str:
    """Why a subfolder is not searched, or ""."""
    if folder.name.startswith("."):
        return "hidden"
    if folder.is_symlink():
        return "a link; give --photos the folder itself"
    return "results of predict" if (folder / records.FILE).is_file() else ""


def read_photo(path: Path) -> Picture:
    """Reads a photo: upright by its EXIF orientation, sRGB by its colour profile, transparency laid on white.

    JPEG, PNG, WebP, TIFF and (where pi-heif is installed) HEIC with 1, 8 or 16 bits, grey, palette, RGB or CMYK;
    of several frames the first.

    Returns:
        uint8 [H, W, 3], sRGB.

    Raises:
        PhotoError: the file cannot be opened or decoded, or has more than ``MAX_PIXELS`` pixels.
    """
    beginning = _beginning(path)
    formats: tuple[str, ...] = _FORMATS
    if path.suffix.lower() in HEIC_SUFFIXES or _looks_like_heic(beginning):
        if not _heic_opens():
            raise PhotoError('HEIC needs one more package: pip install pi-heif (or "packshot[heic]")')
        formats = (*_FORMATS, "HEIF")
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 megapixels on; the limit below is the one that counts here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # Pillow warns of odd tags in files that it then reads well.
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(path, formats=formats) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PhotoError(_too_large(f"{image.width} x {image.height} pixels"))
                tags = dict(getattr(image, "tag_v2", {}))
                # Pillow reads them wrongly, and without a word.
                if tags.get(_PLANES) == 2 and max(tags.get(_BITS, (8,))) > 8 and image.info.get("compression") == "raw":
                    raise PhotoError(
                        "a TIFF of 16 bits that holds its colours one after the other, uncompressed;"
                        " save it interleaved (per pixel)"
                    )
                image.load()
                return to_srgb(ImageOps.exif_transpose(image), tags)
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
    except Exception as error:  # a damaged file makes Pillow's decoders raise whatever they stumble over
        raise PhotoError(f"damaged: {error or type(error).__name__}") from error


def _beginning(path: Path) -> bytes:
    """The first bytes of a file, which tell its kind.

    Raises:
        PhotoError: it is empty, cannot be opened, or is a pipe or device, which might never answer.
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
    """Teaches Pillow HEIC by an installed package; whether there is one."""
    for name in _HEIC_PACKAGES:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).register_heif_opener()
            return True
    return False


def _looks_like_heic(beginning: bytes) -> bool:
    """Whether a file is HEIC, whatever its name: phones and messengers hand it on as .jpg."""
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIC_BRANDS


def _unidentified(beginning: bytes) -> str:
    if beginning[:4] in _TIFF:
        return "a TIFF of a kind that is not read, such as 32 bits a channel; save the photo with 8 or 16 bits"
    return "not a JPEG, PNG, WebP, TIFF or HEIC picture"


def _too_large(size: str) -> str:
    return f"{size} are more than the limit of {MAX_PIXELS // 1_000_000} megapixels; make the photo smaller"
