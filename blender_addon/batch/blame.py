"""What is to blame for a worker's end: an asset's file, a sample, or whatever keeps every worker from beginning."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ..dataset.left_out import note_left_out
from .events import AssetOpened, SampleGivenUp, Warned, WorkerFailed, WorkerReplaced
from .process import WorkerProcess
from .progress import duration

STRIKES = 3
"""Workers that may die on one sample before it is left out, and that may die before they have started at all."""
TRIES_AFTER_SILENCE = 2
"""Workers that may fall silent on one sample before it is left out, or while one asset is read."""


class Blame:
    """Counts how workers of one run have ended."""

    def __init__(self, root: Path) -> None:
        """`root` is the dataset's folder, where assets that cannot be used are noted."""
        self._root = root
        self._samples: Counter[tuple[int, bool]] = Counter()
        self._assets: Counter[tuple[str, bool]] = Counter()
        self._stillborn = 0

    def began(self) -> None:
        """A worker has got as far as beginning: what ended others before is not a rule."""
        self._stillborn = 0

    def for_the_start(self, worker: WorkerProcess) -> WorkerFailed | None:
        """A worker ended before it began; why the run has to end, if it has to."""
        self._stillborn += 1
        if self._stillborn < STRIKES:
            return None
        return WorkerFailed(f"{STRIKES} workers {_verb(worker)} before they began ({ended(worker)})")

    def for_an_asset(self, worker: WorkerProcess, asset: AssetOpened) -> Warned | None:
        """A worker ended while Blender read an asset's files, which costs the sample nothing.

        After its first crash, or the last of the tries that other ends leave it, the asset is noted as left out.

        Raises:
            DatasetError: It cannot be noted.
        """
        self._assets[asset.asset, worker.hung] += 1
        tries = TRIES_AFTER_SILENCE if worker.hung else STRIKES
        if not worker.crashed() and self._assets[asset.asset, worker.hung] < tries:
            return None
        verb = "crashed" if worker.crashed() else _verb(worker)
        reason = f"Blender {verb} while it read the file ({ended(worker)})"
        note_left_out(self._root, asset.asset, asset.stamp, reason)
        return Warned(f"left out: {asset.asset}: {reason}")

    def for_a_sample(self, worker: WorkerProcess, sample: int) -> WorkerReplaced | SampleGivenUp:
        """A worker ended while it made a sample: the sample gets another try, or is given up."""
        self._samples[sample, worker.hung] += 1
        most = TRIES_AFTER_SILENCE if worker.hung else STRIKES
        if self._samples[sample, worker.hung] < most:
            return WorkerReplaced(sample, f"a worker {_verb(worker)} on sample {sample} ({ended(worker)})")
        verb = "hung" if worker.hung else "killed"
        return SampleGivenUp(sample, f"sample {sample} {verb} {most} workers ({ended(worker)})")


def ended(worker: WorkerProcess) -> str:
    """How a worker ended, in words, and what it said at last."""
    if worker.hung:
        return f"not a word for {duration(worker.silent_s)}, so it was ended; --patience waits longer"
    words = worker.last_words()
    return f"{worker.exit_words()}, last words: {words}" if words else worker.exit_words()


def _verb(worker: WorkerProcess) -> str:
    return "hung" if worker.hung else "died"
