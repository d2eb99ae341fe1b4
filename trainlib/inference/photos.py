"""Photos on disk: which there are, what their results are called, and how each becomes upright 8-bit sRGB."""

from __future__ import annotations

import functools
import importlib.util
import io
import os
import unicodedata
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

HEIC_SUFFIXES = (".heic", ".heif", ".hif")
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", *HEIC_SUFFIXES)
# Nothing else is decoded, whatever a file's bytes claim. Pillow's JPEG covers MPO, which many phones write.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
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
    """What a folder held: ``photos`` in order of their paths, and ``others``, which are no photos by name."""

    photos: list[Photo]
    others: list[str]


def find_photos(root: Path, recursive: bool = False) -> Search:
    """Lists the photos of a folder, or the one photo that a file is, and gives each a name of its own.

    A photo's name is its stem. Photos of one folder that would share it (``a.jpg`` and ``a.png``) keep their
    suffix in it; a single photo is called what it would be called among its neighbours. Hidden files are no
    photos: file managers leave previews under such names.

    Raises:
        PhotoError: nothing is there, or the folder cannot be read.
    """
    if root.is_file():
        beside = find_photos(root.parent).photos
        same = [photo for photo in beside if photo.path.name == root.name]
        # A file of another suffix is tried all the same: it was named outright.
        return Search(same or [Photo(root, root.name, root.name)], [])
    if not root.is_dir():
        raise PhotoError(f"--photos {root}: no such file or folder; give a photo or a folder of photos")
    paths: list[Path] = []
    others: list[str] = []

    def refuse(error: OSError) -> None:
        raise PhotoError(f"--photos {error.filename}: cannot be read ({error.strerror})")

    for folder, subfolders, files in os.walk(root, onerror=refuse):
        subfolders.sort()
        if not recursive:
            subfolders.clear()
        for file in files:
            path = Path(folder, file)
            is_photo = path.suffix.lower() in PHOTO_SUFFIXES and not file.startswith(".")
            paths.append(path) if is_photo else others.append(path.relative_to(root).as_posix())
    sources = {path: path.relative_to(root).as_posix() for path in paths}
    paths.sort(key=lambda path: sources[path])
    names = _own_names([sources[path] for path in paths])
    photos = [Photo(path, sources[path], name) for path, name in zip(paths, names, strict=True)]
    return Search(photos, sorted(others))


def _own_names(sources: list[str]) -> list[str]:
    """A name for each path, unique also where a disk ignores case or normalises accents."""

    def key(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold()

    stems = [str(PurePosixPath(source).with_suffix("")) for source in sources]
    shared = Counter(key(stem) for stem in stems)
    # Names that are nobody else's stem go first, so that a.jpg beside a.png cannot take a.jpg.png's.
    taken = {key(stem) for stem in stems if shared[key(stem)] == 1}
    names: list[str] = []
    for source, stem in zip(sources, stems, strict=True):
        if shared[key(stem)] == 1:
            names.append(stem)
            continue
        name, number = source, 2
        while key(name) in taken:
            name, number = f"{source}-{number}", number + 1
        taken.add(key(name))
        names.append(name)
    return names


def read_photo(path: Path) -> Picture:
    """Reads a photo: upright by its EXIF orientation, sRGB by its colour profile, transparency laid on white.

    JPEG, PNG, WebP, TIFF and (where pi-heif is installed) HEIC with 1, 8 or 16 bits, grey, palette, RGB or CMYK;
    of several frames the first.

    Returns:
        uint8 [H, W, 3], sRGB.

    Raises:
        PhotoError: the file cannot be opened or decoded, or has more than ``MAX_PIXELS`` pixels.
    """
    formats: tuple[str, ...] = _FORMATS
    if path.suffix.lower() in HEIC_SUFFIXES:
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
                image.load()
                return _to_srgb(ImageOps.exif_transpose(image))
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoError(_too_large("far too many pixels")) from error
    except UnidentifiedImageError as error:
        raise PhotoError(_unidentified(path)) from error
    except MemoryError as error:
        raise PhotoError("not enough memory to decode it; make the photo smaller") from error
    except OSError as error:
        raise PhotoError(f"cannot be read: {error.strerror or error}") from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise whatever they stumble over
        raise PhotoError(f"damaged: {error or type(error).__name__}") from error


@functools.cache
def _heic_opens() -> bool:
    """Teaches Pillow HEIC by an installed package; whether there is one."""
    for name in _HEIC_PACKAGES:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).register_heif_opener()
            return True
    return False


def _unidentified(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(4)
    if not beginning:
        return "the file is empty"
    if beginning in _TIFF:
        return "a TIFF of a kind that is not read, such as 32 bits a channel; save the photo with 8 or 16 bits"
    return "not a JPEG, PNG, WebP, TIFF or HEIC picture"


def _too_large(size: str) -> str:
    return f"{size} are more than the limit of {MAX_PIXELS // 1_000_000} megapixels; make the photo smaller"


def _to_srgb(image: Image.Image) -> Picture:
    """Any of Pillow's 8- and 16-bit modes to uint8 [H, W, 3] sRGB."""
    if image.mode.startswith("I;16"):
        grey = np.asarray(image).astype(np.uint32)
        image = Image.fromarray(((grey * 255 + 32767) // 65535).astype(np.uint8))
    elif image.mode in ("I", "F"):
        raise PhotoError("32 bits a channel are not read; save the photo with 8 or 16 bits")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        profile = image.info.get("icc_profile")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("RGB")
        if profile:
            image.info["icc_profile"] = profile
    elif image.mode in ("1", "P", "PA", "La", "LA"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return np.array(_through_profile(image))


def _through_profile(image: Image.Image) -> Image.Image:
    """Colours to sRGB by the embedded profile; without one, or with a broken one, they are taken as sRGB."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
