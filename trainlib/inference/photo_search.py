"""Finds the photos of a folder and names their results."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from trainlib.console.hints import nearest_path
from trainlib.images.errors import PhotoError
from trainlib.images.photos import PHOTO_SUFFIXES
from trainlib.inference.result_names import unique_names
from trainlib.records import predictions


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
        others: files that are not photos by name.
        passed: subfolders that were not searched, and why.
    """

    photos: list[Photo]
    others: list[str]
    passed: list[str] = field(default_factory=list)


def find_photos(root: Path, recursive: bool = False) -> Search:
    """List the photos of a folder, or the one photo that a file is, and give each a name of its own.

    A photo's name is its stem. Photos of one folder that would share it (`a.jpg` and `a.png`) keep their
    suffix in it; a single photo is called what it would be called among its neighbours. Hidden files are no
    photos: file managers leave previews under such names. Nor is a hidden subfolder searched, one that holds results
    of `predict`, or one that is a link.

    Raises:
        PhotoError: nothing is there, or the folder cannot be read.
    """
    if root.is_file():
        beside = find_photos(root.parent).photos
        same = [photo for photo in beside if photo.path.name == root.name]
        # A file with another suffix is tried anyway, because the user named it.
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
    names = unique_names([sources[path] for path in paths])
    photos = [Photo(path, sources[path], name) for path, name in zip(paths, names, strict=True)]
    return Search(photos, sorted(others), passed)


def _passed_over(folder: Path) -> str:
    """Why a subfolder is not searched, or ""."""
    if folder.name.startswith("."):
        return "hidden"
    if folder.is_symlink():
        return "a link; give --photos the folder itself"
    return "results of predict" if (folder / predictions.FILE).is_file() else ""
