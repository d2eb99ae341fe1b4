"""The folder in which a run's workers keep their job, their log and what Blender writes before a sample is whole."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from ..dataset.alive import Marker, has_ended
from ..dataset.leftovers import ages, stale_probes

LEAST_FREE = 1_000_000
"""Bytes of free space below which a disk counts as full: a layer of a render takes more."""
PREFIX, MARKER = "packshot-", "alive"
_YOUNG_S = 60.0
"""Age below which a folder may not have its marker locked yet."""
_ABANDONED_S = 24 * 3600.0
"""Age at which a folder is not being made any more."""
_FULL = ("No space left on device", "Disk quota exceeded", "[Errno 28]", "[WinError 112]")


class TemporaryFolder:
    """A folder of one run's own below the system's temporary folder."""

    def __init__(self, token: str) -> None:
        """Make the folder, with a marker in it that says that its owner, the run of that token, lives.

        Raises:
            OSError: The system's temporary folder cannot be written to.
        """
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.marker = Marker(self.path / MARKER, token)
        self._born = 0

    def for_worker(self) -> Path:
        """A new folder in it; OSError as above."""
        folder = self.path / str(self._born)
        self._born += 1
        folder.mkdir()
        return folder

    def fault(self, said: str = "") -> str:
        """That the disk is full, where it is, or was by what a worker said at last; else ""."""
        try:
            full = shutil.disk_usage(self.path).free < LEAST_FREE
        except OSError:
            full = False
        if full or any(mark in said for mark in _FULL):
            return temporary_fault("it is full: free some space, or set TMPDIR to a folder on another disk")
        return ""

    def remove(self) -> None:
        """Delete it with all that is in it."""
        self.marker.close()
        shutil.rmtree(self.path, ignore_errors=True)


def temporary_fault(why: str) -> str:
    """A line that names the system's temporary folder."""
    return f"the temporary folder {tempfile.gettempdir()}: {why}"


def sweep_temporary() -> list[Path]:
    """Delete what runs of this machine have left that were killed, folders and probes; returns their paths."""
    top = Path(tempfile.gettempdir())
    found = [path for path in top.glob(f"{PREFIX}*") if path.is_dir() and not path.is_symlink()]
    swept = []
    with contextlib.suppress(OSError):
        for path in stale_probes(top):
            with contextlib.suppress(OSError):  # of another user
                path.unlink()
            swept.append(path)
        for path, age_s in ages(top, found):
            if age_s > _YOUNG_S and has_ended(path / MARKER):
                shutil.rmtree(path, ignore_errors=True)
                swept.append(path)
            elif age_s > _ABANDONED_S:
                _remove_unmarked(path)
                swept.append(path)
    return [path for path in swept if not path.exists()]


def _remove_unmarked(path: Path) -> None:
    """Delete a folder whose owner was killed as it made it: there is nothing in it, or an empty marker."""
    with contextlib.suppress(OSError):
        marker = path / MARKER
        if marker.exists() and marker.stat().st_size == 0:
            marker.unlink()
        path.rmdir()
