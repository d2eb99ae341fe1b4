"""A run: a thread checks, renders in worker processes and finishes, so that the window never waits.

The run's modules are imported by its thread, because that takes half a second on a busy machine.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..batch.events import AttemptRejected, Event, SampleDone, SampleFailed, SampleGivenUp, Warned, WorkerReplaced
from ..batch.progress import duration
from ..batch.summary import Summary
from ..dataset.layout import DatasetError
from . import notices
from .user_errors import USER_ERRORS
from .wanted import Wanted
from .words import in_panel_words, notice_of, warning_of

if TYPE_CHECKING:
    from ..batch.supervisor import Run
    from ..headless import Plan

SHOWN_LAST = 12
_POLL_S = 0.2


@dataclass
class Running:
    """A run: its request and its progress. Its thread writes, the window reads."""

    wanted: Wanted
    phase: Literal["Looking", "Rendering", "Stopping", "Finishing", "Ended"] = "Looking"
    there: int = 0
    """Samples that existed when it began."""
    summary: Summary = field(default_factory=lambda: Summary(0))
    rejected: Counter[str] = field(default_factory=Counter)
    last: deque[int] = field(default_factory=lambda: deque(maxlen=SHOWN_LAST))
    """The latest finished samples."""
    outcome: str = ""
    """How it ended, in one line."""
    whole: bool = False
    """Whether all samples exist."""
    seconds: float = 0.0
    """Seconds that it has rendered."""
    run: Run | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._work, name="packshot run", daemon=True)
        self._thread.start()

    @property
    def out(self) -> Path:
        """The dataset's folder."""
        return self.wanted.request.out

    @property
    def count(self) -> int:
        """Samples that the dataset shall have."""
        return self.wanted.request.spec.count

    @property
    def done(self) -> int:
        """Samples that exist, those of earlier runs included."""
        return self.there + self.summary.done + self.summary.by_others

    @property
    def share(self) -> float:
        """The progress, 0 to 1."""
        return min(1.0, self.done / max(1, self.count))

    @property
    def pace(self) -> str:
        """Its state as text: "8.2 a minute, 1 min left", "starting …"."""
        made = self.summary.done + self.summary.by_others
        if self.phase != "Rendering":
            return f"{self.phase.lower()} …"
        if not made or self.seconds <= 0:
            return "starting …"
        left = duration((self.count - self.done) * self.seconds / made)
        return f"{made / self.seconds * 60:.1f} a minute, {left} left"

    @property
    def alive(self) -> bool:
        """Whether it is still running."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Ask it to end; finished samples stay."""
        if self.phase in ("Looking", "Rendering"):
            self.phase = "Stopping"
        self._stop.set()

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join()

    def _work(self) -> None:
        try:
            from ..headless import complete, prepare
            from ..report_page import write_report

            plan = _gentle(prepare(self.wanted.request), self.wanted)
            for text in plan.warnings:
                notices.tell(warning_of(text))
            self.there = self.count - len(plan.job.ids)
            self._render(plan)
            self.phase = "Finishing"
            complete(self.out)
            self._conclude()
            with contextlib.suppress(DatasetError):
                write_report(self.out, self.summary.warnings)
        except USER_ERRORS as error:
            self.outcome = "Could not continue"
            notices.tell(notice_of(error))
        finally:
            self.outcome = self.outcome or "Ended by an error of Packshot; the terminal has details"
            self.phase = "Ended"

    def _render(self, plan: Plan) -> None:
        if not plan.job.ids or self._stop.is_set():
            self.summary.stopped = self._stop.is_set()
            return
        from ..headless import start

        self.run = run = start(plan, self._take_in)
        self.summary, began = run.summary, time.monotonic()
        self.phase = "Rendering" if self.phase == "Looking" else self.phase
        while run.poll():
            if self._stop.is_set() and not run.summary.stopped:
                run.stop()
            self.seconds = time.monotonic() - began
            time.sleep(_POLL_S)

    def _take_in(self, event: Event) -> None:
        if isinstance(event, SampleDone):
            self.last.append(event.id)
        elif isinstance(event, AttemptRejected):
            self.rejected.update(event.keys)
        elif isinstance(event, (Warned, WorkerReplaced)):
            notices.tell(warning_of(event.reason))
        elif isinstance(event, (SampleFailed, SampleGivenUp)):
            notices.tell(notices.Notice("ERROR", in_panel_words(event.reason)))

    def _conclude(self) -> None:
        """Describe how it ended. Samples are counted here, because the dataset may be larger than this run's count."""
        from ..batch.plan import missing_ids

        missing = len(missing_ids(self.out, self.count))
        there = f"{self.count - missing} of {self.count}"
        self.whole = not missing
        if self.summary.fatal:
            notices.tell(notice_of(DatasetError(self.summary.fatal)))
        if missing:
            self.outcome = f"{there}, {'stopped' if self.summary.stopped else f'{missing} could not be made'}"
        else:
            took, made = duration(self.seconds), self.summary.done
            new = f", {made} of them new," if made < self.count else ""
            self.outcome = f"{there}{new} in {took}" if made else f"{there}, all there before"


def _gentle(plan: Plan, wanted: Wanted) -> Plan:
    """The plan with fewer cores and a low priority, if the preferences say so."""
    from ..headless import cores

    usable = max(1, cores() - wanted.cores_free)
    command = plan.command
    if wanted.low_priority and (nice := shutil.which("nice")):
        command = [nice, "-n", "10", *command]
    return replace(plan, job=replace(plan.job, threads=max(1, usable // plan.workers)), command=command)
