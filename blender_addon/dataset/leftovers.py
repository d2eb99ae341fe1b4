"""Deletes what killed runs leave behind in a dataset, found by its owner or its age.

An owner is a run (`runs`). An age is measured against a new file, so that only the file system's clock matters, on NFS
the server's.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from .claims import Claims, claim_files
from .drawn_again import DRAWN_AGAIN
from .files import disk_errors
from .given_up import GIVEN_UP
from .layout import HEADER, INDEX, SAMPLES, SUBMITTED, sample_folder
from .left_out import LEFT_OUT
from .lines import locked_unless_held
from .rejections import REJECTED
from .runs import RUNS, Watcher, forget, is_under_way, runs_of
from .wholeness import SET_ASIDE

OLD_S = 3600.0
"""Age at which a file that is written within seconds counts as left behind, where nothing else tells."""
FILES = (HEADER, INDEX, REJECTED, LEFT_OUT, GIVEN_UP, SUBMITTED, DRAWN_AGAIN, SET_ASIDE)
"""What is written under a lock."""
_OF_RUN = re.compile(r"\.(?:\d+|probe)\.(?P<run>[0-9a-f]+|none)\.[0-9a-f]{8}")
"""Folders that `writer.write_sample` renames when they are complete, and the probe files of `claims`."""
_PROBE = re.compile(r"\.probe\.[0-9a-f]{8}")
"""Files that `_clock` reads the time from, if it has to name them."""
_DRAFT = r"\.[0-9]+\.[0-9a-f]{8}"
"""The suffix of files that `files.replace_file` and `files.create_file` rename."""


def sweep(root: Path) -> list[Path]:
    """Delete what ended runs left behind; what may belong to a living run stays.

    Returns:
        The paths that were deleted.

    Raises:
        DatasetError: The disk is full or refuses.
    """
    with disk_errors("clearing what killed runs left", root):
        for token in Watcher(root).ended():
            forget(root, token)
        swept = [path for path in (*_of_runs(root), *stale_probes(root)) if _remove(path)]
        for name in FILES:
            swept += _sweep_drafts(root, name)
        swept += _sweep_claims(root)
    return swept


def _of_runs(root: Path) -> list[Path]:
    """Unfinished samples of ended runs."""
    found = []
    for path in sorted((root / SAMPLES).glob("*/.*")):
        match = _OF_RUN.fullmatch(path.name)
        if match and not path.is_symlink() and not is_under_way(root, match["run"]):
            found.append(path)
    return found


def _sweep_drafts(root: Path, name: str) -> list[Path]:
    """Temporary files of a file that is written under a lock; if nobody holds the lock, all are left over."""
    pattern = re.compile(rf"\.{re.escape(name)}{_DRAFT}")
    with locked_unless_held(root / name) as held:
        found = [path for path in sorted(root.glob(f".{name}.*")) if pattern.fullmatch(path.name)]
        return [path for path, age_s in ages(root, found) if (held or age_s > OLD_S) and _remove(path)]


def ages(folder: Path, paths: list[Path]) -> Iterator[tuple[Path, float]]:
    """The existing paths with their age in seconds, by the file system's clock.

    Raises:
        OSError: The folder cannot be written to.
    """
    if not paths:
        return
    now = _clock(folder)
    for path in paths:
        with contextlib.suppress(OSError):
            yield path, now - path.stat().st_mtime


def stale_probes(folder: Path) -> list[Path]:
    """Files that a process killed in `_clock` left in a folder; files of the last hour may be in use.

    Raises:
        OSError: The folder cannot be written to.
    """
    found = [path for path in sorted(folder.glob(".probe.*")) if _PROBE.fullmatch(path.name) and not path.is_symlink()]
    return [path for path, age_s in ages(folder, found) if age_s > OLD_S]


def _clock(folder: Path) -> float:
    """The time by the file system's clock, from a file without a name, which a killed process does not leave behind."""
    if hasattr(os, "O_TMPFILE"):
        with contextlib.suppress(OSError):  # NFS and a few others have no files without names
            descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
            try:
                return os.fstat(descriptor).st_mtime
            finally:
                os.close(descriptor)
    probe = folder / f".probe.{secrets.token_hex(4)}"
    probe.touch()
    now = probe.stat().st_mtime
    probe.unlink()
    return now


def _sweep_claims(root: Path) -> list[Path]:
    """Claims of ended runs on finished samples; a run may be about to take over the other ones."""
    before = list((root / RUNS).glob("*"))
    if runs_of(root):
        claims = Claims(root, "", lambda token: False)
        for path in claim_files(root):
            if sample_folder(root, int(path.stem)).exists():
                claims.release(int(path.stem))
        empty = [path for path in claim_files(root) if path.stat().st_size == 0]  # killed while writing
        for path, age_s in ages(root, empty):
            if age_s > OLD_S:
                _remove(path)
        return [path for path in before if not path.exists()]
    swept = [path for path in before if _remove(path)]
    with contextlib.suppress(OSError):
        (root / RUNS).rmdir()
    return swept


def _remove(path: Path) -> bool:
    """Delete a file or folder; whether it is gone."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return not path.exists()
