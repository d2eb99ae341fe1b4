"""The folder in which a run's workers keep their job, their log and what Blender writes before a sample is whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

LEAST_FREE = 1_000_000
"""Bytes of free space below which a disk counts as full: a layer of a render takes more."""
_FULL = ("No space left on device", "Disk quota exceeded", "[Errno 28]", "[WinError 112]")


class TemporaryFolder:
    """A folder of one run's own below the system's temporary folder."""

    def __init__(self) -> None:
        """Make the folder; OSError where the system's cannot be written to."""
        self.path = Path(tempfile.mkdtemp(prefix="packshot-"))
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
        shutil.rmtree(self.path, ignore_errors=True)


def temporary_fault(why: str) -> str:
    """A line that names the system's temporary folder."""
    return f"the temporary folder {tempfile.gettempdir()}: {why}"
