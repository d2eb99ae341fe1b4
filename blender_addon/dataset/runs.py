"""Runs that share a dataset: each has a file with a heartbeat, and is taken for ended when that stands still.

A heartbeat is a number that grows. Who watches compares it with what it was before, by its own clock, so that clocks of
two machines may differ by days. On the same machine a lock tells at once (`alive`).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..outside import parse_json
from .alive import has_ended
from .files import create_file, disk_errors

RUNS = ".runs"
"""Folder below the dataset, of the runs that are under way."""
BEAT_S = 5.0
"""Seconds between two heartbeats."""
STILL_S = 60.0
"""Seconds without a heartbeat, while somebody watched, after which a run counts as ended."""
_MOST_WATCHED_S = 5.0
"""Seconds that may count between two looks: a watcher that slept has seen nothing."""
_DIGITS = 12


class RunRecord:
    """This run's own file."""

    def __init__(self, root: Path, token: str, marker: Path | None = None) -> None:
        """Make the file.

        Args:
            root: The dataset's folder.
            token: What tells this run from every other.
            marker: The file that this run has locked (`alive.Marker`).

        Raises:
            DatasetError: The disk is full or refuses.
        """
        self._root, self.token = root, token
        self._about = json.dumps({"marker": str(marker or ""), **_who()})
        self._beats, self._last = 0, time.monotonic()
        self._write()

    def beat(self) -> None:
        """Show that this run lives; to be called often. A folder that cannot be written to now is skipped."""
        now = time.monotonic()
        if now - self._last < BEAT_S:
            return
        self._beats, self._last = self._beats + 1, now
        with contextlib.suppress(OSError):
            try:
                descriptor = os.open(run_file(self._root, self.token), os.O_WRONLY)
            except FileNotFoundError:  # somebody took this run for ended, as after the machine has slept
                self._write()
                return
            try:
                os.write(descriptor, self._line())  # as long as the line before: no reader meets half of it
            finally:
                os.close(descriptor)

    def end(self) -> None:
        """Take the file away, and the folder with the last one."""
        with contextlib.suppress(OSError):
            run_file(self._root, self.token).unlink(missing_ok=True)
            (self._root / RUNS).rmdir()

    def _line(self) -> bytes:
        return f"{self._beats:0{_DIGITS}}\n".encode()

    def _write(self) -> None:
        content = self._line() + self._about.encode() + b"\n"
        with disk_errors("noting that a run is under way", self._root):
            for again in (True, True, False):
                with contextlib.suppress(*[FileNotFoundError] * again):  # the last run's end took the folder away
                    (self._root / RUNS).mkdir(exist_ok=True)
                    create_file(run_file(self._root, self.token), content)
                    break


@dataclass
class Watcher:
    """Tells which runs have ended."""

    root: Path
    _seen: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    """By token: the last content, and for how many watched seconds it has been so."""
    _looked: float = field(default_factory=time.monotonic)

    def ended(self) -> frozenset[str]:
        """Tokens of runs that have a file and have ended. To be called every few seconds to come to know more."""
        now = time.monotonic()
        passed, self._looked = min(now - self._looked, _MOST_WATCHED_S), now
        tokens = runs_of(self.root)
        self._seen = {token: seen for token, seen in self._seen.items() if token in tokens}
        return frozenset(token for token in tokens if self._has_ended(token, passed))

    def _has_ended(self, token: str, passed_s: float) -> bool:
        try:
            content = run_file(self.root, token).read_bytes()
        except OSError:
            return False  # it has just ended in order, or the folder is out of reach
        if _marker_is_free(content, token):
            return True
        before, still_s = self._seen.get(token, (b"", 0.0))
        still_s = still_s + passed_s if content == before else 0.0
        self._seen[token] = (content, still_s)
        return still_s > STILL_S


def new_token() -> str:
    """What tells a run from every other."""
    return secrets.token_hex(8)


def run_file(root: Path, token: str) -> Path:
    """Where a run's heartbeat is."""
    return root / RUNS / f"{token}.run"


def runs_of(root: Path) -> list[str]:
    """Tokens of the runs that have a file, ended or not."""
    return sorted(path.stem for path in (root / RUNS).glob("*.run"))


def is_under_way(root: Path, token: str) -> bool:
    """Whether a run has a file: it may live. A run takes its file away as it ends in order."""
    return run_file(root, token).exists()


def forget(root: Path, token: str) -> None:
    """Take the file of a run that has ended away, so that nobody else has to find that out."""
    with contextlib.suppress(OSError):
        run_file(root, token).unlink(missing_ok=True)


def _who() -> dict[str, str]:
    """The machine, and the task of a Slurm job array: for people alone, never a proof of anything."""
    job, task = (os.environ.get(f"SLURM_ARRAY_{what}_ID", "") for what in ("JOB", "TASK"))
    return {"host": socket.gethostname(), "task": f"task {job}_{task}" if job and task else ""}


def _marker_is_free(content: bytes, token: str) -> bool:
    try:
        about = parse_json(content.partition(b"\n")[2])
        return bool(about["marker"]) and has_ended(Path(about["marker"]), token)
    except (ValueError, KeyError, TypeError):
        return False
