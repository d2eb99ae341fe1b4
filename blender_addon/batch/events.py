"""What a worker tells its supervisor, and the supervisor whoever watches; one JSON line each on the worker's output.

Blender writes to the same output. An event's line holds `{"event": "<name>", …}`, and whatever is none is passed over.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import get_type_hints

_MARK = b'{"event":'


@dataclass(frozen=True)
class WorkerStarted:
    """The worker has read its job and begins to render."""

    blender_version: str = ""
    device: str = ""


@dataclass(frozen=True)
class WorkerDone:
    """Every id of the job has been tried."""


@dataclass(frozen=True)
class WorkerFailed:
    """Nothing can be rendered at all, by this worker or another."""

    reason: str


@dataclass(frozen=True)
class WorkerFull:
    """The worker has more memory than it may: it ends in order, and a fresh one goes on."""

    memory_mb: int


@dataclass(frozen=True)
class Warned:
    """Something that people should know; said by several workers it counts once."""

    reason: str


@dataclass(frozen=True)
class AssetOpened:
    """Blender is about to read an asset's files, which may be the end of it."""

    asset: str
    stamp: str
    """`Asset.stamp`."""


@dataclass(frozen=True)
class AssetRead:
    """Blender has read an asset's files, or has refused to."""

    asset: str


@dataclass(frozen=True)
class SampleDone:
    """A sample is on disk."""

    id: int
    seconds: float = 0.0
    """Working time, with the attempts that failed."""
    render: float = 0.0
    """Seconds of it inside Blender's renders."""
    attempts: int = 1
    split: str = ""


@dataclass(frozen=True)
class SampleThere:
    """A sample of the job was there already: another run has made it."""

    id: int


@dataclass(frozen=True)
class SampleElsewhere:
    """A sample of the job is being made by another run."""

    id: int


@dataclass(frozen=True)
class AttemptRejected:
    """An attempt at a sample was not good enough and is drawn again."""

    id: int
    attempt: int
    keys: list[str]
    """Out of `picture.reasons.REASONS`."""
    reason: str


@dataclass(frozen=True)
class SampleFailed:
    """A sample's attempts are used up; the next id goes on."""

    id: int
    reason: str


@dataclass(frozen=True)
class WorkerReplaced:
    """The supervisor's: a worker died or hung on a sample, which gets another try."""

    id: int
    reason: str


@dataclass(frozen=True)
class SampleGivenUp:
    """The supervisor's: a sample ended so many workers that it is left out."""

    id: int
    reason: str


Event = (
    WorkerStarted
    | WorkerDone
    | WorkerFailed
    | WorkerFull
    | Warned
    | AssetOpened
    | AssetRead
    | SampleDone
    | SampleThere
    | SampleElsewhere
    | AttemptRejected
    | SampleFailed
    | WorkerReplaced
    | SampleGivenUp
)
Emit = Callable[[Event], None]
_NAMES: dict[type[Event], str] = {
    WorkerStarted: "worker_started",
    WorkerDone: "worker_done",
    WorkerFailed: "worker_failed",
    WorkerFull: "worker_full",
    Warned: "warned",
    AssetOpened: "asset_opened",
    AssetRead: "asset_read",
    SampleDone: "sample_done",
    SampleThere: "sample_there",
    SampleElsewhere: "sample_elsewhere",
    AttemptRejected: "attempt_rejected",
    SampleFailed: "sample_failed",
    WorkerReplaced: "worker_replaced",
    SampleGivenUp: "sample_given_up",
}
_TYPES = {name: kind for kind, name in _NAMES.items()}


def say(event: Event) -> None:
    """Tell the supervisor: one line on the standard output, at once."""
    # A line of its own, even where Blender has left one open; one write, so that no other output gets between.
    sys.stdout.write("\n" + json.dumps({"event": _NAMES[type(event)], **asdict(event)}) + "\n")
    sys.stdout.flush()


def read_event(line: bytes) -> Event | None:
    """The event of one line of a worker's output; None for what is no event, or one whose fields do not fit."""
    start = line.find(_MARK)
    if start < 0:
        return None
    try:
        values = json.loads(line[start:])
        kind = _TYPES[values.pop("event")]
        event = kind(**values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    hints = get_type_hints(kind)
    return event if all(_fits(getattr(event, field.name), hints[field.name]) for field in fields(kind)) else None


def _fits(value: object, hint: object) -> bool:
    if hint == list[str]:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is hint
