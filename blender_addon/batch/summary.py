"""What a run has come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from . import events

HOPELESS = 5
"""Samples given up at which a run that has finished fewer than that stops: the fault is the spec's, not theirs."""


@dataclass
class Summary:
    """A run's events, added up."""

    total: int
    """Samples that were missing when it began."""
    done: int = 0
    """Of these, those that it made itself."""
    by_others: int = 0
    """Of these, those that other runs have made meanwhile, as far as it came to know."""
    seconds: float = 0.0
    """Working time of the finished samples, added up."""
    rejected: Counter[str] = field(default_factory=Counter)
    """How often a sample was drawn again in this run, by the reason's key."""
    warnings: list[str] = field(default_factory=list)
    given_up: dict[int, str] = field(default_factory=dict)
    """Samples that were left out, and why."""
    restarts: int = 0
    """Workers that died, or hung and were ended, and were replaced."""
    fatal: str = ""
    """Why the run ended early; "" where it did not."""
    stopped: bool = False

    def add(self, event: events.Event) -> bool:
        """Take an event in; False for a warning that was there already."""
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
        """Why it makes no sense to continue; "" where it does."""
        lost = len(self.given_up)
        if lost < HOPELESS or lost <= self.done:
            return ""
        return "most samples are given up; the last: " + list(self.given_up.values())[-1]
