"""A run watched from a terminal: progress with time left, and an orderly end on Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from .process import Event
from .progress import Progress
from .supervisor import PATIENCE_S, Summary, supervise


def watch(
    job: Mapping[str, Any],
    workers: int,
    command: Sequence[str],
    told: Sequence[str] = (),
    patience_s: float = PATIENCE_S,
) -> tuple[Summary, float]:
    """Supervise a job and show on the standard output how far it is.

    Args:
        job: As for `Run`, and so the next two.
        workers: How many work at a time.
        command: What starts a worker.
        told: Warnings that were printed already.
        patience_s: As for `Run`.

    Returns:
        The run's summary, and the seconds it took; after Ctrl-C the summary says `stopped`.
    """
    total, began = len(job["ids"]), time.monotonic()
    progress = Progress(total, sys.stdout)
    done = rejected = 0

    def on_event(event: Event) -> None:
        nonlocal done, rejected
        kind = event["event"]
        done += kind == "sample"
        rejected += kind == "rejected"
        if kind in ("warning", "restart") and event.get("reason") not in told:
            progress.note(f"warning: {event.get('reason')}")
        elif kind in ("error", "given_up"):
            progress.note(f"error: {event.get('reason')}")
        progress.show(done, rejected, force=kind == "sample" and done == total)

    # A batch system ends a run with SIGTERM: as orderly as Ctrl-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        summary = supervise(job, workers, command, on_event, patience_s=patience_s)
    finally:
        signal.signal(signal.SIGTERM, before)
    progress.close()
    return summary, time.monotonic() - began
