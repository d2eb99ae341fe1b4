"""Runs from a terminal: shows progress with the time left, and ends in order on Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from . import events
from .progress import Progress
from .summary import Summary
from .supervisor import Run, supervise


def watch(start: Callable[[events.Emit], Run], told: Sequence[str] = ()) -> tuple[Summary, float]:
    """Supervise a run and show its progress on the standard output.

    Args:
        start: Makes the run, whose events go to its argument.
        told: Warnings that were printed already.

    Returns:
        The run's summary, and the seconds it took; after Ctrl-C the summary says `stopped`.
    """
    began = time.monotonic()
    done = rejected = others = 0
    devices: list[str] = []

    def on_event(event: events.Event) -> None:
        nonlocal done, rejected, others
        done += isinstance(event, events.SampleDone)
        others += isinstance(event, events.SampleThere)
        rejected += isinstance(event, events.AttemptRejected)
        if isinstance(event, events.WorkerStarted) and event.device and event.device not in devices:
            devices.append(event.device)
            progress.note(f"rendering with {event.device}")
        if isinstance(event, (events.Warned, events.WorkerReplaced)) and event.reason not in told:
            progress.note(f"warning: {event.reason}")
        elif isinstance(event, (events.SampleFailed, events.SampleGivenUp, events.WorkerFailed)):
            progress.note(f"error: {event.reason}")
        progress.show(done, rejected, others, force=done + others == total)

    run = start(on_event)
    total = run.summary.total
    progress = Progress(total, sys.stdout)
    with _ended_by_signals(run.summary):
        supervise(run)
    progress.close()
    return run.summary, time.monotonic() - began


@contextmanager
def _ended_by_signals(summary: Summary) -> Iterator[None]:
    """Treat SIGTERM (from a batch system) and SIGHUP (from a closing terminal) like Ctrl-C.

    What is ignored already stays so: nohup keeps a run going.
    """
    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ends = [end for end in ends if signal.getsignal(end) is not signal.SIG_IGN]

    def end_once(number: int, frame: FrameType | None) -> None:
        # A batch system may send it to a task's processes and to their shell, which forwards it.
        for end in ends:
            signal.signal(end, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {end: signal.signal(end, end_once) for end in ends}
    try:
        yield
    finally:
        if not summary.stopped:  # a second signal must not disturb the clean-up
            for end, handler in before.items():
                signal.signal(end, handler)
