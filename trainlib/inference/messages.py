"""Messages about the folders of photos and results: what was skipped, and what is not possible."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

from trainlib.images.errors import PhotoError
from trainlib.inference.photo_search import Search


def check_output_folder(photos: Path, out: Path, recursive: bool) -> None:
    """Refuse an output folder whose results the next run would read as photos.

    Raises:
        PhotoError: it is searched for photos, or is a file.
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
    """A line for the files that are not photos by name, and one for the folders that were not searched."""
    lines = []
    if search.others:
        paths = [PurePosixPath(other) for other in search.others]
        kinds = Counter(path.suffix.lower() or path.name for path in paths)
        listed = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items())[:8])
        noun = "file that is" if len(paths) == 1 else "files that are"
        lines.append(f"skipped: {len(paths)} {noun} hidden or not named as JPEG, PNG, WebP, TIFF or HEIC: {listed}")
    if search.passed:
        lines.append(f"skipped: folder {', folder '.join(search.passed)}")
    return lines


def describe_empty(photos: Path, recursive: bool) -> str:
    """The message that a folder holds no photo."""
    hint = "" if recursive else "; --recursive also searches subfolders"
    return f"--photos {photos}: holds no JPEG, PNG, WebP, TIFF or HEIC photo{hint}"
