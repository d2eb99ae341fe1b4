"""Several workers on one dataset: started, listened to, replaced, and their dead accounted for.

`Run` never blocks: the command line polls it in a loop, Blender's panel from a timer.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..dataset.layout import sample_folder
from .process import Event, WorkerProcess

REPLACE_AFTER = 200
"""Samples after which a worker makes room for a fresh one, and the memory that Blender did not give back is
free.
"""
STRIKES = 3
"""Workers that may die on one sample before it is left out, and that may die before they have begun at all.
"""
HOPELESS = 5
"""Samples given up at which a run that has finished fewer than that stops: the fault is the spec's, not
theirs.
"""


@dataclass
class Summary:
    """What a run has come to."""

    total: int
    done: int = 0
    seconds: float = 0.0
    """Working time of the finished samples, added up."""
    rejected: Counter[str] = field(default_factory=Counter)
    """How often a sample was drawn again, by reason."""
    warnings: list[str] = field(default_factory=list)
    given_up: dict[int, str] = field(default_factory=dict)
    """Samples that were left out, and why."""
    restarts: int = 0
    fatal: str = ""
    """Why the run ended early; "" where it did not."""
    stopped: bool = False


class Run:
    """Workers that make the ids of one job.

    Args of the constructor:
        job: "spec" (a dict), "library" (folders by kind), "out", "ids", "threads": what each worker gets,
            with ids of its own.
        workers: How many work at a time.
        command: What starts a worker; the path of its job file comes behind it.
        on_event: Called with every event a worker tells, and with the supervisor's own: "restart" and
            "given_up".
        replace_after: Samples after which a worker is replaced.
    """

    def __init__(
        self,
        job: Mapping[str, Any],
        workers: int,
        command: Sequence[str],
        on_event: Callable[[Event], None],
        replace_after: int = REPLACE_AFTER,
    ) -> None:
        self.summary = Summary(len(job["ids"]))
        self._job, self._command, self._on_event = dict(job), list(command), on_event
        self._most, self._replace_after = workers, replace_after
        self._waiting: deque[int] = deque(job["ids"])
        self._workers: list[WorkerProcess] = []
        self._strikes: Counter[int] = Counter()
        self._stillborn = 0
        self._folder = Path(tempfile.mkdtemp(prefix="packshot-"))
        self._born = 0

    def poll(self) -> bool:
        """Take in what has happened and start workers where some are wanted; False when the run is over."""
        for worker in list(self._workers):
            alive = worker.alive()  # asked first: what it said before it died is then all there
            for event in worker.events():
                self._take_in(event)
            if not alive:
                self._workers.remove(worker)
                self._bury(worker)
        if self._hopeless() and not self.summary.fatal:
            self._fail("most samples are given up; the last: " + list(self.summary.given_up.values())[-1])
        while self._waiting and len(self._workers) < self._most and not self._ending():
            self._start()
        if self._workers or (self._waiting and not self._ending()):
            return True
        shutil.rmtree(self._folder, ignore_errors=True)
        return False

    def stop(self) -> None:
        """End all workers; what is finished stays, and `poll` says when they are gone."""
        self.summary.stopped = True
        for worker in self._workers:
            worker.end()

    def worker_pids(self) -> list[int]:
        """Ids of the processes at work."""
        return [worker.pid for worker in self._workers]

    def _start(self) -> None:
        share = -(-len(self._waiting) // (self._most - len(self._workers)))
        ids = [self._waiting.popleft() for _ in range(min(share, self._replace_after))]
        folder = self._folder / str(self._born)
        self._born += 1
        folder.mkdir()
        try:
            self._workers.append(WorkerProcess({**self._job, "ids": ids}, self._command, folder))
        except OSError as error:
            self._fail(f"cannot start {self._command[0]}: {error.strerror or error}")

    def _take_in(self, event: Event) -> None:
        summary, kind = self.summary, event["event"]
        if kind == "start":
            self._stillborn = 0
        elif kind == "sample":
            summary.done += 1
            summary.seconds += float(event.get("seconds", 0.0))
        elif kind == "rejected":
            reasons = str(event.get("reason", "unknown")).split("; ")
            summary.rejected.update(dict.fromkeys(reason.partition(":")[0] for reason in reasons).keys())
        elif kind == "warning":
            if event.get("reason") in summary.warnings:
                return
            summary.warnings.append(str(event.get("reason")))
        elif kind == "error" and isinstance(event.get("id"), int):
            summary.given_up[event["id"]] = str(event.get("reason"))
        elif kind == "error":
            self._fail(str(event.get("reason")))
        self._on_event(event)

    def _bury(self, worker: WorkerProcess) -> None:
        """Put back what a worker that has ended left undone, and find out which sample it died on."""
        root = Path(self._job["out"])
        at_work = worker.left[0] if worker.left else None
        for sample in [i for i in worker.left if sample_folder(root, i).exists()]:
            worker.left.remove(sample)  # written, and killed before it was told; or by somebody else
            self._take_in({"event": "sample", "id": sample, "seconds": 0.0})
        worker.close()
        if not worker.left or self._ending():
            return
        how = f"{worker.exit_words()}, last words: {worker.last_words() or 'none'}"
        if not worker.started:
            self._stillborn += 1
            if self._stillborn >= STRIKES:
                self._fail(f"{STRIKES} workers died before they began ({how})")
            self._waiting.extendleft(reversed(worker.left))
            return
        if at_work != worker.left[0]:  # it died after a sample that is there: nobody's fault
            self.summary.restarts += 1
            self._waiting.extendleft(reversed(worker.left))
            return
        culprit = worker.left.pop(0)
        self._strikes[culprit] += 1
        self._waiting.extendleft(reversed(worker.left))
        if self._strikes[culprit] < STRIKES:
            self._waiting.append(culprit)  # last, so that it cannot keep the others from being made
            self.summary.restarts += 1
            self._on_event(
                {"event": "restart", "id": culprit, "reason": f"a worker died on sample {culprit} ({how})"}
            )
        else:
            reason = f"sample {culprit} killed {STRIKES} workers ({how})"
            self.summary.given_up[culprit] = reason
            self._on_event({"event": "given_up", "id": culprit, "reason": reason})

    def _hopeless(self) -> bool:
        lost = len(self.summary.given_up)
        return lost >= HOPELESS and lost > self.summary.done

    def _fail(self, reason: str) -> None:
        self.summary.fatal = self.summary.fatal or reason
        for worker in self._workers:
            worker.end()

    def _ending(self) -> bool:
        return self.summary.stopped or bool(self.summary.fatal)


def supervise(
    job: Mapping[str, Any],
    workers: int,
    command: Sequence[str],
    on_event: Callable[[Event], None],
    replace_after: int = REPLACE_AFTER,
) -> Summary:
    """A `Run` from beginning to end; KeyboardInterrupt stops the workers, and the summary says so."""
    run = Run(job, workers, command, on_event, replace_after)
    while True:
        try:
            if not run.poll():
                return run.summary
            time.sleep(0.1)
        except KeyboardInterrupt:
            run.stop()
