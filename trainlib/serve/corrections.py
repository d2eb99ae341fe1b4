"""Corrected cut-outs, kept as a dataset: photos/ and cutouts/ with the same names, as `fit --config garments` takes."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from trainlib.images.photos import PHOTO_SUFFIXES, open_image
from trainlib.records.files import replace_file
from trainlib.serve.names import result_name

PHOTOS, CUTOUTS = "photos", "cutouts"
# The suffix of a photo whose name has none, by its contents.
SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif", "HEIF": ".heic"}
_LOCK = threading.Lock()


def keep(folder: Path, name: str, photo: Path, cutout: bytes, kept_as: str = "") -> str:
    """Keep a photo with its cut-out.

    Args:
        folder: of the dataset; made where it is missing.
        name: what the photo is called.
        photo: its file, copied as it is.
        cutout: the cut-out, a PNG with transparency of the photo's upright size.
        kept_as: the name under which this photo was kept before, to replace its cut-out; or "".

    Returns:
        The name of both files, without suffix; no other photo of the folder has it.

    Raises:
        PhotoError: the photo cannot be read any more.
        OSError: the folder cannot be written.
    """
    with open_image(photo) as image:
        suffix = SUFFIXES.get(image.format or "", ".png")
    if photo.suffix in PHOTO_SUFFIXES:
        suffix = photo.suffix
    with _LOCK:
        stem = kept_as or _free(folder, result_name("{name}", name, 1, ""))
        # The cut-out first: a photo without one would stop a training.
        replace_file(folder / CUTOUTS / f"{stem}.png", cutout)
        target = folder / PHOTOS / f"{stem}{suffix}"
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.part")
            shutil.copyfile(photo, beside)
            beside.replace(target)
    return stem


def _free(folder: Path, stem: str) -> str:
    taken = {path.stem.casefold() for path in (*folder.glob(f"{PHOTOS}/*"), *folder.glob(f"{CUTOUTS}/*"))}
    name, number = stem, 2
    while name.casefold() in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def drop(folder: Path, name: str) -> None:
    """Remove a photo from the dataset, if it is there.

    Raises:
        OSError: the folder cannot be written.
    """
    with _LOCK:
        # The photo first: one without a cut-out would stop a training.
        for path in (*folder.glob(f"{PHOTOS}/*"), *folder.glob(f"{CUTOUTS}/*")):
            if path.stem == name:
                path.unlink()
