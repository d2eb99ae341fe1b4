"""Decides why a worker ended: because of an asset's file, a sample, or something that stops every worker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ..dataset.left_out import note_left_out
from .events import AssetOpened, SampleGivenUp, Warned, WorkerFailed, WorkerReplaced
from .process import WorkerProcess
from .progress import duration

STRIKES = 3
"""How many workers may die on one sample before it is left out, or before any worker has started."""
TRIES_AFTER_SILENCE = 2
"""How many workers may hang on one sample before it is left out, or while one asset is read."""


class Blame:
    """Counts how workers of one run have ended."""

    def __init__(self, root: Path) -> None:
        """`root` is the dataset's folder, where unusable assets are recorded."""
        self._root = root
        self._samples: Counter[tuple[int, bool]] = Counter()
        self._assets: Counter[tuple[str, bool]] = Counter()
        self._stillborn = 0

    def began(self) -> None:
        """A worker has started, so the cause that ended earlier ones does not stop every worker."""
        self._stillborn = 0

    def for_the_start(self, worker: WorkerProcess) -> WorkerFailed | None:
        """A worker ended before it started; returns why the run has to end, if it has to."""
        self._stillborn += 1
        if self._stillborn < STRIKES:
            return None
        return WorkerFailed(f"{STRIKES} workers {_verb(worker)} before they began ({_ended(worker)})")

    def for_an_asset(self, worker: WorkerProcess, asset: AssetOpened) -> Warned | None:
        """A worker ended while Blender read an asset's files; the sample loses no attempt.

        After its first crash, or after the last try with other ends, the asset is recorded as unusable.

        Raises:
            DatasetError: It cannot be recorded.
        """
        self._assets[asset.asset, worker.hung] += 1
        tries = TRIES_AFTER_SILENCE if worker.hung else STRIKES
        if not worker.crashed() and self._assets[asset.asset, worker.hung] < tries:
            return None
        verb = "crashed" if worker.crashed() else _verb(worker)
        reason = f"Blender {verb} while it read the file ({_ended(worker)})"
        note_left_out(self._root, asset.asset, asset.stamp, reason)
        return Warned(f"left out: {asset.asset}: {reason}")

    def for_a_sample(self, worker: WorkerProcess, sample: int) -> WorkerReplaced | SampleGivenUp:
        """A worker ended while it made a sample; the sample gets another try, or is given up."""
        self._samples[sample, worker.hung] += 1
        most = TRIES_AFTER_SILENCE if worker.hung else STRIKES
        if self._samples[sample, worker.hung] < most:
            return WorkerReplaced(sample, f"a worker {_verb(worker)} on sample {sample} ({_ended(worker)})")
        verb = "hung" if worker.hung else "killed"
        return SampleGivenUp(sample, f"sample {sample} {verb} {most} workers ({_ended(worker)})")


def _ended(worker: WorkerProcess) -> str:
    """How a worker ended, in words, with its last output."""
    if worker.hung:
        return f"no output for {duration(worker.silent_s)}, so it was ended; --patience waits longer"
    words = worker.last_words()
    return f"{worker.exit_words()}, last words: {words}" if words else worker.exit_words()


def _verb(worker: WorkerProcess) -> str:
    return "hung" if worker.hung else "died"
