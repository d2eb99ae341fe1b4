"""A run watched from a terminal: progress with time left, and an orderly end on Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from .events import (
    AttemptRejected,
    Event,
    SampleDone,
    SampleFailed,
    SampleGivenUp,
    SampleThere,
    Warned,
    WorkerFailed,
    WorkerReplaced,
    WorkerStarted,
)
from .job import Job
from .progress import Progress
from .summary import Summary
from .supervisor import PATIENCE_S, REPLACE_AFTER, supervise


def watch(
    job: Job,
    workers: int,
    command: Sequence[str],
    told: Sequence[str] = (),
    replace_after: int = REPLACE_AFTER,
    patience_s: float = PATIENCE_S,
) -> tuple[Summary, float]:
    """Supervise a job and show on the standard output how far it is.

    Args:
        job: As for `Run`, and so the next two.
        workers: How many work at a time.
        command: What starts a worker.
        told: Warnings that were printed already.
        replace_after: As for `Run`, and so the next.
        patience_s: As for `Run`.

    Returns:
        The run's summary, and the seconds it took; after Ctrl-C the summary says `stopped`.
    """
    total, began = len(job.ids), time.monotonic()
    progress = Progress(total, sys.stdout)
    done = rejected = others = 0
    devices: list[str] = []

    def on_event(event: Event) -> None:
        nonlocal done, rejected, others
        done += isinstance(event, SampleDone)
        others += isinstance(event, SampleThere)
        rejected += isinstance(event, AttemptRejected)
        if isinstance(event, WorkerStarted) and event.device and event.device not in devices:
            devices.append(event.device)
            progress.note(f"rendering with {event.device}")
        if isinstance(event, (Warned, WorkerReplaced)) and event.reason not in told:
            progress.note(f"warning: {event.reason}")
        elif isinstance(event, (SampleFailed, SampleGivenUp, WorkerFailed)):
            progress.note(f"error: {event.reason}")
        progress.show(done, rejected, others, force=done + others == total)

    # A batch system ends a run with SIGTERM, a terminal that closes with SIGHUP: as orderly as Ctrl-C.
    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def end_once(number: int, frame: FrameType | None) -> None:
        # A batch system may send it to a task's processes and to their shell, which passes it on.
        for end in ends:
            signal.signal(end, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {end: signal.signal(end, end_once) for end in ends}
    summary = None
    try:
        summary = supervise(job, workers, command, on_event, replace_after, patience_s)
    finally:
        if summary is None or not summary.stopped:  # else what is left to do is not to be disturbed
            for end, handler in before.items():
                signal.signal(end, handler)
    progress.close()
    return summary, time.monotonic() - began
