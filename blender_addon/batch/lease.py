"""The resources of a run: its temporary folder, its heartbeat in the dataset, and its claims of samples."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from ..dataset.claims import Claims
from ..dataset.layout import DatasetError, sample_folder
from ..dataset.runs import RunRecord, Watcher, forget, new_token
from .temporary import TemporaryFolder, temporary_fault

LOOK_S = 1.0
"""Seconds between two checks of other runs."""


class Lease:
    """One run's hold on its part of a dataset."""

    def __init__(self, root: Path) -> None:
        """Start to hold them.

        Args:
            root: The dataset's folder.

        Raises:
            DatasetError: The dataset's folder or the temporary folder cannot be written to.
        """
        self._root, self.token = root, new_token()
        try:
            self.folder = TemporaryFolder(self.token)
        except OSError as error:
            raise DatasetError(temporary_fault(f"{error.strerror or error}; set TMPDIR to another folder")) from error
        try:
            self._record = RunRecord(root, self.token, self.folder.marker.path)
        except DatasetError:
            self.folder.remove()
            raise
        self._watcher = Watcher(root)
        self.ended_runs: frozenset[str] = frozenset()
        """Tokens of other runs that are known to have ended."""
        self._claims = Claims(root, self.token, lambda token: token in self.ended_runs)
        self._look_at = 0.0
        self.beat()

    def descriptors(self) -> tuple[int, ...]:
        """The files that workers inherit, so that this run counts as alive until the last of them has ended."""
        return self.folder.marker.descriptors()

    def beat(self) -> bool:
        """Write the heartbeat, and check other runs at intervals; True if it has checked them."""
        self._record.beat()
        if time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + LOOK_S
        self.ended_runs |= self._watcher.ended()
        for token in self.ended_runs:
            forget(self._root, token)
        return True

    def is_there(self, sample: int) -> bool:
        """Whether a sample exists by now, whoever made it."""
        return sample_folder(self._root, sample).exists()

    def is_free(self, sample: int) -> bool:
        """Whether a sample that another run had claimed can be made by this one."""
        return self._claims.is_free(sample)

    def end(self) -> None:
        """Release everything."""
        with contextlib.suppress(DatasetError, OSError):
            self._claims.release_all()
        self._record.end()
        self.folder.remove()
