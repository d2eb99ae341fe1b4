"""Several workers on one dataset: started, listened to, replaced, and their dead accounted for.

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
"""Seconds without a word from a worker, at the least, after which it counts as hung."""
PATIENCE_SAMPLES = 10.0
"""The same in slowest samples so far: what a run has shown to be usual is never taken for hung."""


class Run:
    """Workers that make the ids of one job.

    Args of the constructor:
        job: What each worker gets, with ids of its own.
        workers: How many work at a time.
        command: What starts a worker; the path of its job file comes behind it.
        on_event: Called with every event a worker tells, and with the supervisor's own.
        replace_after: Samples after which a worker is replaced.
        patience_s: Seconds without an event after which a worker counts as hung and is ended; more where
            samples have turned out to be slow.
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
        """Take in what has happened and start workers where some are wanted; False when the run is over."""
        for worker in list(self._workers):
            alive = worker.alive()  # asked first: what it said before it died is then all there
            for event in worker.events():
                self._take(event)
            if not alive:
                self._workers.remove(worker)
                self._bury(worker)
            elif worker.silent_s > max(self._patience_s, PATIENCE_SAMPLES * self._slowest_s):
                worker.hung = True
                worker.end()
        if self._lease is not None and self._lease.look() and not self._waiting:
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
        """End all workers; what is finished stays, and `poll` says when they are gone."""
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
        """See to the samples that other runs had claimed: made by now, or left undone by a run that has ended."""
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
        """Put back what a worker that has ended left undone, and find out which sample it died on."""
        root = Path(self._job.out)
        at_work = worker.left[0] if worker.left else None
        for sample in [i for i in worker.left if sample_folder(root, i).exists()]:
            worker.left.remove(sample)  # written, and killed before it was told; the later ones by another run
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
        elif at_work != worker.left[0]:  # it died after a sample that is there: nobody's fault
            self._back(worker)
            self.summary.restarts += 1
        else:
            culprit = worker.left.pop(0)
            self._back(worker)
            verdict = self._blame.for_a_sample(worker, culprit)
            if isinstance(verdict, events.WorkerReplaced):
                self._waiting.append(culprit)  # last, so that it cannot keep the others from being made
            self._take(verdict)

    def _back(self, worker: WorkerProcess) -> None:
        """What a worker has left undone is for the next one."""
        self._waiting.extendleft(reversed(worker.left))

    def _fail(self, reason: str) -> None:
        self.summary.fatal = self.summary.fatal or reason
        for worker in self._workers:
            worker.end()

    def _ending(self) -> bool:
        return self.summary.stopped or bool(self.summary.fatal)


def supervise(run: Run) -> Summary:
    """A run from beginning to end; KeyboardInterrupt stops the workers, and the summary says so."""
    while True:
        try:
            if not run.poll():
                return run.summary
            time.sleep(0.1)
        except KeyboardInterrupt:
            run.stop()
