"""The run that this Blender watches: there is one at most, polled from a timer and never waited for."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..batch.events import (
    AttemptRejected,
    Event,
    SampleFailed,
    SampleGivenUp,
    Warned,
    WorkerFailed,
    WorkerReplaced,
    WorkerStarted,
)
from ..batch.plan import missing_ids
from ..batch.progress import duration, progress_line
from ..batch.supervisor import Run
from ..dataset.layout import DatasetError
from ..headless import Plan, Request, complete, prepare, start


@dataclass(frozen=True)
class Outcome:
    """How the last run ended, in a line. `level` is what a Blender report takes."""

    level: Literal["INFO", "WARNING", "ERROR"]
    text: str
    out: Path


@dataclass
class Running:
    """A run under way: what its events have told so far."""

    plan: Plan
    out: Path
    count: int
    """Samples that the dataset is to have."""
    events: Counter[type[Event]] = field(default_factory=Counter)
    """How many of each kind."""
    latest: str = ""
    """What the latest warning or error said."""
    began: float = field(default_factory=time.monotonic)
    stopping: bool = False
    run: Run = field(init=False)

    def __post_init__(self) -> None:
        self.run = start(self.plan, self._take_in)

    def _take_in(self, event: Event) -> None:
        self.events[type(event)] += 1
        if isinstance(event, (Warned, WorkerFailed, WorkerReplaced, SampleFailed, SampleGivenUp)):
            self.latest = event.reason

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        summary = self.run.summary
        return (summary.done + summary.by_others) / max(1, summary.total)

    @property
    def line(self) -> str:
        """How far it is, in words."""
        if self.stopping:
            return "Stopping …"
        done, total, others = self.run.summary.done, self.run.summary.total, self.run.summary.by_others
        if not self.events[WorkerStarted]:
            return f"{done}/{total} samples, starting"
        return progress_line(done, total, self.events[AttemptRejected], time.monotonic() - self.began, others)


_current: Running | None = None
_last: Outcome | None = None


def current() -> Running | None:
    """The run under way, if there is one."""
    return _current


def last() -> Outcome | None:
    """How the last run ended, or why it did not begin; None before the first one."""
    return _last


def begin(request: Request) -> None:
    """Begin or continue the dataset; workers start with the first `tick`.

    Raises:
        BlenderMissingError, DatasetError, LibraryError: In one line, what is wrong and how to mend it.
    """
    global _current, _last
    plan = prepare(request)
    _current, _last = Running(plan, request.out, request.spec.count, latest="; ".join(plan.warnings)), None


def refuse(text: str) -> None:
    """Note why a run could not begin."""
    global _last
    _last = Outcome("ERROR", text, Path())


def tick() -> bool:
    """Take in what has happened since the last call; False when the run is over and `last` tells how."""
    global _current, _last
    if _current is None:
        return False
    if _current.run.poll():
        return True
    ended, _current = _current, None
    _last = _outcome(ended)
    return False


def stop() -> None:
    """Ask the workers to end. What is finished stays; `tick` says when they are gone, soon."""
    if _current is not None:
        _current.stopping = True
        _current.run.stop()


def stop_and_wait() -> None:
    """End the workers before returning, for when Blender takes the add-on away."""
    stop()
    while tick():
        time.sleep(0.05)


def _outcome(ended: Running) -> Outcome:
    summary, seconds = ended.run.summary, time.monotonic() - ended.began
    try:
        complete(ended.out)
    except DatasetError as error:
        return Outcome("ERROR", str(error), ended.out)
    if summary.fatal:
        return Outcome("ERROR", summary.fatal, ended.out)
    # Counted here, since the dataset may once have been meant to be larger.
    missing = len(missing_ids(ended.out, ended.count))
    if missing and summary.stopped:
        text = f"Stopped with {missing} of {ended.count} samples missing: Generate goes on from here"
        return Outcome("WARNING", text, ended.out)
    if missing:
        reason = next(iter(summary.given_up.values()), ended.latest)
        return Outcome("ERROR", f"{missing} of {ended.count} samples are missing: {reason}", ended.out)
    if not summary.total:
        return Outcome("INFO", "Nothing to do: every sample is there already", ended.out)
    return Outcome("INFO", f"{summary.done} samples in {duration(seconds)}", ended.out)
