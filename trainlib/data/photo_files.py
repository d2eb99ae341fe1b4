"""Photos with cut-outs in folders: which pairs there are, and how they are read."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from trainlib.data.cache import ArrayCache, digest_of
from trainlib.images import mattes
from trainlib.images.arrays import Array
from trainlib.images.errors import PhotoError
from trainlib.images.photos import PHOTO_SUFFIXES, read_colours
from trainlib.records.dataset import DatasetError

# Larger photos are cached at this size, twice the largest that networks see. Full ones would fill the disk.
LONGEST = 1536

# Raised when mattes are read in another way, so that what was cached before is read again.
READING = 3


def find_images(folder: str | Path) -> dict[str, Path]:
    """The images of a folder by their stems.

    Raises:
        DatasetError: where the folder is missing, holds none, or two share a stem.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder; give a folder of images")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in PHOTO_SUFFIXES and not path.name.startswith("."):
            if path.stem in found:
                raise DatasetError(f"{path}: {found[path.stem].name} has the same name; keep one of them")
            found[path.stem] = path
    if not found:
        raise DatasetError(f"{folder}: holds no image ({', '.join(PHOTO_SUFFIXES)})")
    return found


def find_pairs(photos: str | Path, cutouts: str | Path) -> dict[str, tuple[Path, Path]]:
    """Photo and cut-out by name; sizes are compared from the files' headers.

    Raises:
        DatasetError: where a photo has no cut-out, a file is not an image, or sizes differ.
    """
    left, right = find_images(photos), find_images(cutouts)
    lone = sorted(set(left) - set(right))
    if lone:
        raise DatasetError(f"{cutouts}: {len(lone)} of {len(left)} photos have no cut-out, the first is {lone[0]!r}")
    for name, path in left.items():
        size, other = _upright_size(path), _upright_size(right[name])
        if size != other:
            raise DatasetError(f"{right[name]}: {other[0]} x {other[1]} pixels, its photo has {size[0]} x {size[1]}")
    return {name: (path, right[name]) for name, path in left.items()}


def _upright_size(path: Path) -> tuple[int, int]:
    """Width and height, turned by EXIF, from the header alone.

    Raises:
        DatasetError: where the file is not an image.
    """
    try:
        with Image.open(path) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
            return (image.height, image.width) if turned else (image.width, image.height)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DatasetError(f"{path}: not a readable image; take it out of the folder") from error


def read_matte(path: Path) -> Array:
    """Alpha [H, W] uint8 of an RGBA cut-out, or of a mask in grey; as `evaluate` reads its ground truth.

    Raises:
        DatasetError: where it cannot be read, or is neither.
    """
    try:
        return np.round(255 * mattes.read_matte(path).alpha).astype(np.uint8)
    except PhotoError as error:
        raise DatasetError(f"{path.parent}: {error}; fix it or remove it from the folder") from error


def read_colour(path: Path) -> Array:
    """A photo [H, W, 3] uint8, sRGB, upright; of a cut-out its colours, whatever its alpha.

    Raises:
        DatasetError: where it cannot be read.
    """
    try:
        return read_colours(path)
    except PhotoError as error:
        raise DatasetError(f"{path}: {error}; take it out of the folder") from error


def cached_pair(cache: ArrayCache, colour: Path, matte: Path | None) -> tuple[Array, Array | None]:
    """Colour [H, W, 3] and alpha [H, W] of one image, decoded once; no side is longer than `LONGEST`."""

    def decode() -> Array:
        planes = [read_colour(colour)] + ([] if matte is None else [read_matte(matte)[..., None]])
        joined = np.concatenate(planes, axis=-1)
        factor = LONGEST / max(joined.shape[:2])
        if factor < 1:
            size = (max(1, round(joined.shape[1] * factor)), max(1, round(joined.shape[0] * factor)))
            joined = cv2.resize(joined, size, interpolation=cv2.INTER_AREA)
        # Stored one after the other, so that taking one out copies nothing.
        height, width = joined.shape[:2]
        flat = [joined[..., :3].reshape(3, height, width)]
        return np.concatenate([*flat, joined[..., 3].reshape(-1, height, width)] if matte else flat)

    files = [colour] if matte is None else [colour, matte]
    stamps = [f"{path.resolve()}:{path.stat().st_size}:{path.stat().st_mtime_ns}:{LONGEST}:{READING}" for path in files]
    place = digest_of([str(path.resolve()) for path in files])
    stack = cache.get(f"photo-{place}", digest_of(stamps), decode)
    _, height, width = stack.shape
    image = np.asarray(stack[:3]).reshape(height, width, 3)
    return image, None if matte is None else np.asarray(stack[3])
