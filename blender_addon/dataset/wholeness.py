"""Whether a sample on disk is complete, by names and sizes or by checksums; damaged ones are set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..outside import parse_json
from .files import disk_errors
from .layout import RECIPE, SAMPLE, SAMPLES, sample_folder
from .lines import locked

SET_ASIDE = "set_aside"
"""Folder below the dataset for samples that are damaged, or that somebody did not like: nothing is deleted."""


def sample_faults(sample_id: int, folder: Path, deep: bool = False) -> Iterator[str]:
    """The faults of the files that sample.json lists; empty if there are none.

    recipe.json is read in any case: the index and the credits are made of it.

    Args:
        sample_id: The id.
        folder: The sample's.
        deep: Compare every file's checksum, which reads them all.
    """
    try:
        sample = parse_json((folder / SAMPLE).read_bytes())
        files, sizes = dict(sample["files"]), dict(sample.get("sizes", {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"{SAMPLE}: not readable ({error!r})"
        return
    if sample.get("id") != sample_id:
        yield f"{SAMPLE} is of sample {sample.get('id')}"
    if RECIPE not in files:
        yield f"{RECIPE} is missing from {SAMPLE}"
    for name, digest in files.items():
        path = folder / Path(str(name)).name
        if not path.is_file():
            yield f"{name} is listed and not there"
        elif path.stat().st_size != sizes.get(name, path.stat().st_size):
            yield f"{name} has {path.stat().st_size} bytes, {sizes[name]} were written"
        elif (deep or name == RECIPE) and (fault := _content_fault(path, digest)):
            yield f"{name} {fault}"


def _content_fault(path: Path, digest: object) -> str:
    try:
        changed = hashlib.sha256(path.read_bytes()).hexdigest() != digest
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return "has changed since it was written" if changed else ""


def damaged_samples(root: Path, deep: bool = False) -> Iterator[tuple[int, Path, str]]:
    """Id, folder and first fault of every incomplete sample."""
    for folder in sorted((root / SAMPLES).glob("*/*")):
        if folder.name.isascii() and folder.name.isdigit() and folder == sample_folder(root, int(folder.name)):
            fault = next(sample_faults(int(folder.name), folder, deep), "")
            if fault:
                yield int(folder.name), folder, fault


def set_aside_damaged(root: Path, deep: bool = False) -> list[str]:
    """Move damaged samples away, so that they can be made again; a line for each.

    Runs that begin together may find the same sample. One moves it, and the others leave what is made again alone.

    Raises:
        DatasetError: The disk refuses.
    """
    told = []
    for sample_id, folder, _ in list(damaged_samples(root, deep)):
        with disk_errors(f"setting the damaged sample {sample_id} aside", root), locked(root / SET_ASIDE):
            fault = next(sample_faults(sample_id, folder, deep), "") if folder.exists() else ""
            if fault:
                place = set_aside(root, folder)
                told.append(f"sample {sample_id} is damaged ({fault}): set aside as {SET_ASIDE}/{place.name}")
    return told


def set_aside(root: Path, folder: Path) -> Path:
    """Move a sample's folder out of the way; where it is then. OSError as the disk has it."""
    place, number = root / SET_ASIDE / folder.name, 1
    while place.exists():
        place, number = root / SET_ASIDE / f"{folder.name}.{number}", number + 1
    place.parent.mkdir(exist_ok=True)
    return folder.rename(place)
