"""The status of a dataset, read from its folder alone, on any machine."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..batch.progress import duration
from ..dataset.given_up import given_up
from ..dataset.header import read_header
from ..dataset.layout import SAMPLE, sample_folders
from ..dataset.leftovers import ages
from ..dataset.runs import STILL_S, run_file, runs_of
from ..outside import parse_json

WINDOW_S = 1800.0
"""The last seconds over which the pace is measured."""


@dataclass(frozen=True)
class Working:
    """A run with a heartbeat in the dataset."""

    where: str
    """Its machine, and its Slurm task."""
    silent_s: float
    """Seconds since its last heartbeat, by the file server's clock."""

    def lives(self) -> bool:
        """Whether its heartbeat is recent."""
        return self.silent_s <= STILL_S


@dataclass(frozen=True)
class Status:
    """The status of a dataset."""

    asked: int
    done: int
    failed: dict[int, str]
    """Missing samples that were given up, with the last reason."""
    runs: list[Working]
    per_minute: float
    """Samples per minute of all runs together; 0 if unknown."""

    def left_s(self) -> float | None:
        """Seconds until all are done, at this pace; None if unknown."""
        left = self.asked - self.done
        return left / self.per_minute * 60 if left > 0 and self.per_minute else None


def read_status(root: Path) -> Status:
    """Read the status of a dataset.

    Raises:
        DatasetError: `root` is not a dataset.
    """
    asked = read_header(root)["count"]
    folders = [folder for sample, folder in sample_folders(root) if sample < asked]
    finished = [folder / SAMPLE for folder in folders]
    beats = {run_file(root, token): token for token in runs_of(root)}
    known = dict(_ages(root, [*finished, *beats]))
    runs = [Working(_where(path), known[path]) for path in beats if path in known]
    pace = samples_a_minute([known[path] for path in finished if path in known])
    failed = {sample: reason for sample, reason in given_up(root).items() if sample < asked}
    return Status(asked, len(folders), failed, runs, pace)


def samples_a_minute(ages_s: Sequence[float]) -> float:
    """Samples per minute within the last `WINDOW_S`; 0 for fewer than two samples.

    Args:
        ages_s: Seconds since each sample was finished.
    """
    recent = [age for age in ages_s if age <= WINDOW_S]
    oldest = max(recent, default=0.0)
    # Measured from the oldest of them until now, so that a run that has stopped lowers the pace.
    return (len(recent) - 1) / oldest * 60 if len(recent) > 1 and oldest > 0 else 0.0


def status_lines(status: Status) -> list[str]:
    """A status as lines for people."""
    done, left = f"{status.done} of {status.asked} samples", status.left_s()
    if status.per_minute and left is not None:
        done += f", {status.per_minute:.1f} a minute, {duration(left)} left"
    lines = [done]
    alive = [run for run in status.runs if run.lives()]
    lines.append(f"running: {len(alive)}" + (f" ({', '.join(sorted(run.where for run in alive))})" if alive else ""))
    lines += [
        f"silent for {duration(run.silent_s)}: {run.where}; others take its samples over"
        for run in status.runs
        if not run.lives()
    ]
    lines.append(f"failed: {len(status.failed)}")
    lines += [f"  {sample}: {reason}" for sample, reason in sorted(status.failed.items())[:5]]
    if len(status.failed) > 5:
        lines.append(f"  and {len(status.failed) - 5} more, see given_up.jsonl")
    if status.done < status.asked and not alive:
        lines.append("nothing runs here: generate or submit, as before, makes the rest")
    return lines


def _ages(root: Path, paths: list[Path]) -> list[tuple[Path, float]]:
    """Existing paths with their age in seconds; by this machine's clock if the folder is read-only."""
    try:
        return list(ages(root, paths))
    except OSError:
        found = []
        for path in paths:
            with contextlib.suppress(OSError):
                found.append((path, time.time() - path.stat().st_mtime))
        return found


def _where(path: Path) -> str:
    try:
        about = parse_json(path.read_bytes().partition(b"\n")[2])
        words = [str(about.get("host") or "a machine without a name"), str(about.get("task") or "")]
    except (OSError, ValueError, AttributeError):
        return "a run of an older version"
    return " ".join(word for word in words if word)
