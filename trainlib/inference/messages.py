"""What is said of where photos are looked for and results are laid: what was left alone, and what cannot be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

from trainlib.images.errors import PhotoError
from trainlib.inference.photo_search import Search


def check_output_folder(photos: Path, out: Path, recursive: bool) -> None:
    """Refuse an output folder whose results the next run would take for photos.

    Raises:
        PhotoError: it lies where photos are looked for, or is a file.
    """
    if out.exists() and not out.is_dir():
        raise PhotoError(f"--out {out}: is a file; give a folder")
    within = photos.is_dir() and (
        out.resolve() == photos.resolve() or (recursive and out.resolve().is_relative_to(photos.resolve()))
    )
    if within:
        raise PhotoError(
            f"--out {out}: is searched for photos, so the next run would take the results for photos;"
            " give another folder"
        )


def describe_skipped(search: Search) -> list[str]:
    """A line for the files that are no photos by name, and one for the folders that were not looked into."""
    lines = []
    if search.others:
        paths = [PurePosixPath(other) for other in search.others]
        kinds = Counter(path.suffix.lower() or path.name for path in paths)
        listed = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items())[:8])
        noun = "file that is" if len(paths) == 1 else "files that are"
        lines.append(f"left alone: {len(paths)} {noun} hidden or no JPEG, PNG, WebP, TIFF or HEIC by name: {listed}")
    if search.passed:
        lines.append(f"left alone: folder {', folder '.join(search.passed)}")
    return lines


def describe_empty(photos: Path, recursive: bool) -> str:
    """That a folder holds no photo."""
    hint = "" if recursive else "; --recursive also searches subfolders"
    return f"--photos {photos}: holds no JPEG, PNG, WebP, TIFF or HEIC photo{hint}"
