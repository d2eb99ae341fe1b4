"""Compares a library of fetched assets with its records and the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..credits import LibraryError
from .fetch import STAGING, content_fault
from .lock_file import Locked, LockFile, checksums
from .manifest import Manifest, OnlineFile


@dataclass
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    problems: list[str] = field(default_factory=list)
    """One line each."""
    unfinished: int = 0
    """Files that a fetch has started."""


def verify(manifest: Manifest, library: Path, on_file: Callable[[str], None] = lambda path: None) -> Verified:
    """Compare every file that was fetched with its checksums.

    Raises:
        LibraryError: The library is missing, or its records are broken.
    """
    if not library.is_dir():
        raise LibraryError(f"{library}: there is no such library; `assets fetch` makes it")
    lock = LockFile(library)
    listed = {file.path: file for asset in manifest.assets.values() for file in asset.files}
    found = Verified(unfinished=len(list((library / STAGING).rglob("*.part"))))
    for path, record in lock.items():
        if path.endswith(".zip"):  # its maps are there, it is not
            continue
        on_file(path)
        found.files += 1
        fault = _fault(library / path, record, listed.get(path))
        if fault:
            found.problems.append(f"{path}: {fault}; `assets fetch` gets it again")
    return found


def _fault(path: Path, record: Locked, file: OnlineFile | None) -> str:
    try:
        size = path.stat().st_size
        if size != record.bytes:
            return f"has {size} bytes, not {record.bytes}"
        sums = checksums(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error}"
    if sums["sha256"] != record.sha256:
        return "is not what was fetched: its sha256 differs"
    return content_fault(file, size, sums, None) if file else ""
