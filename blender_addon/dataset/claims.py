"""Which run makes which sample: a claim file for each sample at work, which only one run can create.

A claim's name is the sample's id and a growing number. A run takes over from one that has ended by creating the next
number, which only one run can. Claims are deleted as soon as their sample exists. A process that writes into a folder
sees its current content, on NFS too. So a run checks again after it has made a claim, and withdraws if another run was
first.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

from .files import create_file, disk_errors
from .layout import sample_folder
from .runs import RUNS, is_under_way

Ended = Callable[[str], bool]
"""A function that tells whether the run of a token is known to have ended."""


class Standing(Enum):
    """The state of a sample that a run wants to make."""

    MINE = "mine"
    """This run makes it."""
    THERE = "there"
    """It has been made."""
    ELSEWHERE = "elsewhere"
    """Another run makes it."""


class Claims:
    """The claims of one run."""

    def __init__(self, root: Path, token: str, ended: Ended) -> None:
        """Args: the dataset's folder, this run's token, and which other runs have ended."""
        self._root, self._token, self._ended = root, token, ended

    def take(self, sample: int) -> Standing:
        """Claim a sample for this run, unless it already has.

        Raises:
            DatasetError: The disk is full or refuses.
        """
        if sample_folder(self._root, sample).exists():
            return Standing.THERE
        owners = self._owners(sample)
        if any(self._is_others(owner) for owner in owners.values()):
            return Standing.ELSEWHERE
        if self._token not in owners.values():
            mine = self._path(sample, max(owners, default=-1) + 1)
            with disk_errors(f"claiming sample {sample}", self._root):
                mine.parent.mkdir(exist_ok=True)
                if not create_file(mine, self._token.encode()):
                    return Standing.ELSEWHERE
            if any(self._is_others(owner) for owner in self._owners(sample).values()):
                mine.unlink(missing_ok=True)
                return Standing.ELSEWHERE
        if self._is_there(sample):
            self.release(sample)
            return Standing.THERE
        return Standing.MINE

    def release(self, sample: int) -> None:
        """Delete this run's claim of a sample, and those of ended runs if the sample exists."""
        there = sample_folder(self._root, sample).exists()
        for number, owner in self._owners(sample).items():
            if owner == self._token or (there and not self._is_others(owner)):
                with contextlib.suppress(OSError):
                    self._path(sample, number).unlink()

    def release_all(self) -> None:
        """Delete every claim of this run."""
        for path in claim_files(self._root):
            if _owner(path) == self._token:
                with contextlib.suppress(OSError):
                    path.unlink()

    def is_free(self, sample: int) -> bool:
        """Whether no other run that may live has claimed the sample."""
        return not any(self._is_others(owner) for owner in self._owners(sample).values())

    def _is_others(self, owner: str) -> bool:
        """Whether a claim is another run's that may live. An empty one is being written (disk without hard links)."""
        if owner == self._token:
            return False
        return owner == "" or (not self._ended(owner) and is_under_way(self._root, owner))

    def _owners(self, sample: int) -> dict[int, str]:
        """Tokens by the claims' numbers."""
        found = {}
        for path in claim_files(self._root):
            name, _, number = path.name.partition(".")
            if name == f"{sample:06d}" and number.isdigit() and (owner := _owner(path)) is not None:
                found[int(number)] = owner
        return found

    def _path(self, sample: int, number: int) -> Path:
        return self._root / RUNS / f"{sample:06d}.{number}"

    def _is_there(self, sample: int) -> bool:
        """Whether the sample exists on the server: writing into a folder invalidates NFS's cache of it."""
        place = sample_folder(self._root, sample)
        with disk_errors(f"making room for sample {sample}", self._root):
            place.parent.mkdir(parents=True, exist_ok=True)
            probe = place.parent / f".probe.{self._token}.{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        return place.exists()


def claim_files(root: Path) -> Iterator[Path]:
    """Every claim of every run."""
    for path in sorted((root / RUNS).glob("[0-9]*.*")):
        if path.stem.isdigit() and path.suffix[1:].isdigit():
            yield path


def _owner(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # deleted in the meantime
        return None
