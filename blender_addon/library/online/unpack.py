"""Unpacks the maps of a texture from a zip of ambientCG, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from ..packages import BROKEN_ZIP
from ..texture_sets import IMAGE_FILES, texture_map
from .download import DownloadError
from .manifest import MOST_BYTES, stays_inside


def unpack_maps(archive: Path, folder: Path, staging: Path) -> dict[str, Path]:
    """Unpack the maps into `folder`.

    Args:
        archive: The zip.
        folder: Where the maps go; made again.
        staging: A folder above it that stands for the library's.

    Returns:
        The unpacked files by their path below `staging`.

    Raises:
        DownloadError: It is not a zip, has no maps in it, or unpacks to more than MOST_BYTES.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found: dict[str, Path] = {}
    try:
        with ZipFile(archive) as package:
            maps = [entry for entry in package.infolist() if _is_map(entry.filename)]
            too_much = sum(entry.file_size for entry in maps) > MOST_BYTES
            for entry in [] if too_much else maps:
                target = folder / entry.filename
                # Never more than the announced size is unpacked.
                with package.open(entry) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                found[target.relative_to(staging).as_posix()] = target
    except BROKEN_ZIP as error:
        archive.unlink()
        raise DownloadError(f"{archive.name}: is not a whole zip: {error}") from error
    if too_much:
        raise DownloadError(f"{archive.name}: its maps are more than {MOST_BYTES} bytes unpacked")
    if not found:
        raise DownloadError(f"{archive.name}: no map of a texture in it")
    return found


def _is_map(name: str) -> bool:
    if "/" in name or not stays_inside(name):
        return False
    path = PurePosixPath(name)
    return path.suffix.lower() in IMAGE_FILES and texture_map(path.stem) is not None
