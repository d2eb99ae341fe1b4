"""Runs that share a dataset: each has a file with a heartbeat, and counts as ended when that stops.

A heartbeat is a growing number. A watcher compares it with the last one by its own clock, so clocks of two machines may
differ by days. On the same machine a lock is faster (`alive`).
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
"""Folder in the dataset for the runs at work."""
BEAT_S = 5.0
"""Seconds between two heartbeats."""
STILL_S = 60.0
"""Watched seconds without a heartbeat after which a run counts as ended."""
_MOST_WATCHED_S = 5.0
"""The most seconds that count between two checks: a watcher that slept has seen nothing."""
_DIGITS = 12


class RunRecord:
    """This run's own file."""

    def __init__(self, root: Path, token: str, marker: Path | None = None) -> None:
        """Make the file.

        Args:
            root: The dataset's folder.
            token: The unique id of this run.
            marker: The file that this run has locked (`alive.Marker`).

        Raises:
            DatasetError: The disk is full or refuses.
        """
        self._root, self.token = root, token
        self._about = json.dumps({"marker": str(marker or ""), **_who()})
        self._beats, self._last = 0, time.monotonic()
        self._write()

    def beat(self) -> None:
        """Write the heartbeat; call this often. A folder that cannot be written to now is ignored."""
        now = time.monotonic()
        if now - self._last < BEAT_S:
            return
        self._beats, self._last = self._beats + 1, now
        with contextlib.suppress(OSError):
            try:
                descriptor = os.open(run_file(self._root, self.token), os.O_WRONLY)
            except FileNotFoundError:  # another run considered this one dead, such as after the machine has slept
                self._write()
                return
            try:
                os.write(descriptor, self._line())  # as long as the previous line, so that no reader sees half of it
            finally:
                os.close(descriptor)

    def end(self) -> None:
        """Delete the file, and the folder with the last one."""
        with contextlib.suppress(OSError):
            run_file(self._root, self.token).unlink(missing_ok=True)
            (self._root / RUNS).rmdir()

    def _line(self) -> bytes:
        return f"{self._beats:0{_DIGITS}}\n".encode()

    def _write(self) -> None:
        content = self._line() + self._about.encode() + b"\n"
        with disk_errors("noting that a run is under way", self._root):
            for again in (True, True, False):
                with contextlib.suppress(*[FileNotFoundError] * again):  # another run's end deleted the folder
                    (self._root / RUNS).mkdir(exist_ok=True)
                    create_file(run_file(self._root, self.token), content)
                    break


@dataclass
class Watcher:
    """Finds out which runs have ended."""

    root: Path
    _seen: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    """By token: the last content, and the watched seconds since it changed."""
    _looked: float = field(default_factory=time.monotonic)

    def ended(self) -> frozenset[str]:
        """Tokens of runs that have a file and have ended. Call this every few seconds."""
        now = time.monotonic()
        passed, self._looked = min(now - self._looked, _MOST_WATCHED_S), now
        tokens = runs_of(self.root)
        self._seen = {token: seen for token, seen in self._seen.items() if token in tokens}
        return frozenset(token for token in tokens if self._has_ended(token, passed))

    def _has_ended(self, token: str, passed_s: float) -> bool:
        try:
            content = run_file(self.root, token).read_bytes()
        except OSError:
            return False  # it has just ended in order, or the folder is unreachable
        if _marker_is_free(content, token):
            return True
        before, still_s = self._seen.get(token, (b"", 0.0))
        still_s = still_s + passed_s if content == before else 0.0
        self._seen[token] = (content, still_s)
        return still_s > STILL_S


def new_token() -> str:
    """A unique id for a run."""
    return secrets.token_hex(8)


def run_file(root: Path, token: str) -> Path:
    """The path of a run's heartbeat."""
    return root / RUNS / f"{token}.run"


def runs_of(root: Path) -> list[str]:
    """Tokens of the runs that have a file, ended or not."""
    return sorted(path.stem for path in (root / RUNS).glob("*.run"))


def is_under_way(root: Path, token: str) -> bool:
    """Whether a run has a file, so that it may live. A run deletes its file when it ends in order."""
    return run_file(root, token).exists()


def forget(root: Path, token: str) -> None:
    """Delete the file of an ended run, so that no other process has to check it."""
    with contextlib.suppress(OSError):
        run_file(root, token).unlink(missing_ok=True)


def _who() -> dict[str, str]:
    """The machine, and the task of a Slurm job array; only for people."""
    job, task = (os.environ.get(f"SLURM_ARRAY_{what}_ID", "") for what in ("JOB", "TASK"))
    return {"host": socket.gethostname(), "task": f"task {job}_{task}" if job and task else ""}


def _marker_is_free(content: bytes, token: str) -> bool:
    try:
        about = parse_json(content.partition(b"\n")[2])
        return bool(about["marker"]) and has_ended(Path(about["marker"]), token)
    except (ValueError, KeyError, TypeError):
        return False
