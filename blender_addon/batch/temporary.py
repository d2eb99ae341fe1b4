"""The temporary folder of a run, for its workers' jobs, logs and unfinished samples."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from ..dataset.alive import Marker, has_ended
from ..dataset.leftovers import ages, stale_probes

LEAST_FREE = 1_000_000
"""A disk with fewer free bytes counts as full: a layer of a render needs more."""
PREFIX, MARKER = "packshot-", "alive"
_YOUNG_S = 60.0
"""A younger folder may not have its marker locked yet."""
_ABANDONED_S = 24 * 3600.0
"""An older folder is no longer being made."""
_FULL = ("No space left on device", "Disk quota exceeded", "[Errno 28]", "[WinError 112]")


class TemporaryFolder:
    """One run's folder in the system's temporary folder."""

    def __init__(self, token: str) -> None:
        """Make the folder, with a marker in it that is locked while the run of that token lives.

        Raises:
            OSError: The system's temporary folder cannot be written to.
        """
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.marker = Marker(self.path / MARKER, token)
        self._born = 0

    def for_worker(self) -> Path:
        """Make a folder in it for a worker; raises OSError as above."""
        folder = self.path / str(self._born)
        self._born += 1
        folder.mkdir()
        return folder

    def fault(self, said: str = "") -> str:
        """A message if the disk is full, or was by a worker's last output; else ""."""
        try:
            full = shutil.disk_usage(self.path).free < LEAST_FREE
        except OSError:
            full = False
        if full or any(mark in said for mark in _FULL):
            return temporary_fault("it is full: free some space, or set TMPDIR to a folder on another disk")
        return ""

    def remove(self) -> None:
        """Delete it with its content."""
        self.marker.close()
        shutil.rmtree(self.path, ignore_errors=True)


def temporary_fault(why: str) -> str:
    """A line that names the system's temporary folder."""
    return f"the temporary folder {tempfile.gettempdir()}: {why}"


def sweep_temporary() -> list[Path]:
    """Delete folders and probes of killed runs of this machine; returns their paths."""
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
    """Delete a folder whose owner was killed while making it: it is empty, or holds an empty marker."""
    with contextlib.suppress(OSError):
        marker = path / MARKER
        if marker.exists() and marker.stat().st_size == 0:
            marker.unlink()
        path.rmdir()
