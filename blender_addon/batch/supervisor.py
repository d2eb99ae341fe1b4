"""Runs several workers on one dataset: starts them, reads their events and replaces them.

`Run` never blocks: the command line polls it in a loop, Blender's panel from a timer.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..dataset.given_up import note_given_up
from ..dataset.layout import DatasetError, sample_folder
from . import events
from .blame import Blame
from .job import Job
from .lease import Lease
from .process import JOB, WorkerProcess
from .request import REPLACE_AFTER
from .summary import Summary
from .temporary import temporary_fault

PATIENCE_S = 600.0
"""The least number of seconds without output after which a worker counts as hung."""
PATIENCE_SAMPLES = 10.0
"""The same as a multiple of the slowest sample so far, so that a normal duration never counts as hung."""


class Run:
    """Workers that make the ids of one job.

    Args of the constructor:
        job: The job; each worker gets it with its own ids.
        workers: How many run at the same time.
        command: The command of a worker; the path of its job file is appended.
        on_event: Called with every event of the workers and of the supervisor.
        replace_after: Samples after which a worker is replaced.
        patience_s: Seconds without an event after which a worker counts as hung and is ended; longer if samples are
            slow.
    """

    def __init__(
        self,
        job: Job,
        workers: int,
        command: Sequence[str],
        on_event: events.Emit,
        replace_after: int = REPLACE_AFTER,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.summary = Summary(len(job.ids))
        self._job, self._command, self._on_event = job, list(command), on_event
        self._most, self._replace_after = workers, replace_after
        self._waiting: deque[int] = deque(job.ids)
        self._workers: list[WorkerProcess] = []
        self._patience_s, self._slowest_s = patience_s, 0.0
        self._blame = Blame(Path(job.out))
        self._lease: Lease | None = None
        self._elsewhere: list[int] = []

    def poll(self) -> bool:
        """Process events and start workers as needed; False when the run is over."""
        for worker in list(self._workers):
            alive = worker.alive()  # asked first, so that all output from before its end can be read
            for event in worker.events():
                self._take(event)
            if not alive:
                self._workers.remove(worker)
                self._bury(worker)
            elif worker.silent_s > max(self._patience_s, PATIENCE_SAMPLES * self._slowest_s):
                worker.hung = True
                worker.end()
        if self._lease is not None and self._lease.beat() and not self._waiting:
            self._look_elsewhere(self._lease)
        hopeless = self.summary.hopeless()
        if hopeless and not self.summary.fatal:
            self._fail(hopeless)
        while self._waiting and len(self._workers) < self._most and not self._ending():
            self._start()
        if self._workers or ((self._waiting or self._elsewhere) and not self._ending()):
            return True
        if self._lease is not None:
            self._lease.end()
        return False

    def stop(self) -> None:
        """End all workers; finished samples stay, and `poll` returns False once they have ended."""
        self.summary.stopped = True
        for worker in self._workers:
            worker.end()

    def _start(self) -> None:
        share = -(-len(self._waiting) // (self._most - len(self._workers)))
        ids = tuple(self._waiting.popleft() for _ in range(min(share, self._replace_after)))
        try:
            lease = self._lease = self._lease or Lease(Path(self._job.out))
            folder = lease.folder.for_worker()
            ended = tuple(sorted(lease.ended_runs))
            slot = min(set(range(self._most)) - {worker.slot for worker in self._workers}, default=0)
            job = replace(self._job, ids=ids, slot=slot, slots=self._most, run=lease.token, ended_runs=ended)
            replace(job, supervised=True).write(folder / JOB)
        except DatasetError as error:
            self._fail(str(error))
            return
        except OSError as error:
            self._fail(temporary_fault(f"{error.strerror or error}; set TMPDIR to another folder"))
            return
        try:
            self._workers.append(WorkerProcess(ids, self._command, folder, lease.descriptors(), slot))
        except OSError as error:
            self._fail(f"cannot start {self._command[0]}: {error.strerror or error}")

    def _look_elsewhere(self, lease: Lease) -> None:
        """Check the samples that other runs have claimed: made by now, or left by a run that has ended."""
        for sample in list(self._elsewhere):
            if lease.is_there(sample):
                self._elsewhere.remove(sample)
                self._take(events.SampleThere(sample))
            elif lease.is_free(sample):
                self._elsewhere.remove(sample)
                self._waiting.append(sample)

    def _take(self, event: events.Event | None) -> None:
        if event is None or not self.summary.add(event):
            return
        match event:
            case events.WorkerStarted():
                self._blame.began()
            case events.SampleDone():
                self._slowest_s = max(self._slowest_s, event.seconds)
            case events.SampleElsewhere():
                self._elsewhere.append(event.id)
            case events.SampleFailed() | events.SampleGivenUp():
                note_given_up(Path(self._job.out), event.id, event.reason)
            case events.WorkerFailed():
                self._fail(event.reason)
        self._on_event(event)

    def _bury(self, worker: WorkerProcess) -> None:
        """Queue what an ended worker left undone, and find out which sample it died on."""
        root = Path(self._job.out)
        at_work = worker.left[0] if worker.left else None
        for sample in [i for i in worker.left if sample_folder(root, i).exists()]:
            worker.left.remove(sample)  # killed before it reported it, or made by another run
            self._take(events.SampleDone(sample) if sample == at_work else events.SampleThere(sample))
        worker.close()
        if not worker.left or self._ending():
            return
        if worker.full:
            self._back(worker)
            return
        full = self._lease.folder.fault(worker.last_words()) if self._lease is not None else ""
        if full:
            self._fail(full)
        elif not worker.started:
            self._back(worker)
            self._take(self._blame.for_the_start(worker))
        elif worker.reading is not None:
            self._back(worker)
            self.summary.restarts += 1
            try:
                self._take(self._blame.for_an_asset(worker, worker.reading))
            except DatasetError as error:
                self._fail(str(error))
        elif at_work != worker.left[0]:  # it died after a finished sample, so no sample is to blame
            self._back(worker)
            self.summary.restarts += 1
        else:
            culprit = worker.left.pop(0)
            self._back(worker)
            verdict = self._blame.for_a_sample(worker, culprit)
            if isinstance(verdict, events.WorkerReplaced):
                self._waiting.append(culprit)  # last, so that it does not block the others
            self._take(verdict)

    def _back(self, worker: WorkerProcess) -> None:
        """Queue what a worker has left undone for the next one."""
        self._waiting.extendleft(reversed(worker.left))

    def _fail(self, reason: str) -> None:
        self.summary.fatal = self.summary.fatal or reason
        for worker in self._workers:
            worker.end()

    def _ending(self) -> bool:
        return self.summary.stopped or bool(self.summary.fatal)


def supervise(run: Run) -> Summary:
    """Supervise a run to its end; KeyboardInterrupt stops the workers, and the summary says so."""
    while True:
        try:
            if not run.poll():
                return run.summary
            time.sleep(0.1)
        except KeyboardInterrupt:
            run.stop()
