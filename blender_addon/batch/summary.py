"""The result of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from . import events

HOPELESS = 5
"""A run stops after this many samples are given up if it has finished fewer: the fault is then the spec's."""


@dataclass
class Summary:
    """The counts of a run's events."""

    total: int
    """Samples that were missing at the start."""
    done: int = 0
    """Samples that it made itself."""
    by_others: int = 0
    """Samples that other runs have made in the meantime, as far as known."""
    seconds: float = 0.0
    """Total working time of the finished samples."""
    rejected: Counter[str] = field(default_factory=Counter)
    """How often a sample was drawn again in this run, by the reason's key."""
    warnings: list[str] = field(default_factory=list)
    given_up: dict[int, str] = field(default_factory=dict)
    """Samples that were left out, and why."""
    restarts: int = 0
    """Workers that died, or hung and were ended, and were replaced."""
    fatal: str = ""
    """Why the run ended early; "" if it did not."""
    stopped: bool = False

    def add(self, event: events.Event) -> bool:
        """Count an event; False for a repeated warning."""
        match event:
            case events.SampleDone():
                self.done += 1
                self.seconds += event.seconds
            case events.SampleThere():
                self.by_others += 1
            case events.AttemptRejected():
                self.rejected.update(set(event.keys))
            case events.Warned():
                if event.reason in self.warnings:
                    return False
                self.warnings.append(event.reason)
            case events.SampleFailed() | events.SampleGivenUp():
                self.given_up[event.id] = event.reason
            case events.WorkerReplaced():
                self.restarts += 1
            case events.WorkerFailed():
                self.fatal = self.fatal or event.reason
        return True

    def hopeless(self) -> str:
        """Why it makes no sense to continue; "" if it does."""
        lost = len(self.given_up)
        if lost < HOPELESS or lost <= self.done:
            return ""
        return "most samples are given up; the last: " + list(self.given_up.values())[-1]
