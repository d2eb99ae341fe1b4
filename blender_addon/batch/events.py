"""Events that a worker sends to its supervisor, and the supervisor to the caller.

A worker writes each event as one JSON line, `{"event": "<name>", …}`. Blender writes to the same output, so other lines
are ignored.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import get_args, get_type_hints

_MARK = b'{"event":'


@dataclass(frozen=True)
class _Sample:
    id: int


@dataclass(frozen=True)
class _SampleReason(_Sample):
    reason: str


@dataclass(frozen=True)
class WorkerStarted:
    """The worker has read its job and starts to render."""

    blender_version: str = ""
    device: str = ""


@dataclass(frozen=True)
class WorkerDone:
    """Every id of the job has been tried."""


@dataclass(frozen=True)
class WorkerFailed:
    """No worker can render anything."""

    reason: str


@dataclass(frozen=True)
class WorkerFull:
    """The worker uses more memory than allowed: it ends in order, and a fresh one continues."""

    memory_mb: int


@dataclass(frozen=True)
class Warned:
    """A warning for people; the same text from several workers counts once."""

    reason: str


@dataclass(frozen=True)
class AssetOpened:
    """Blender is about to read an asset's files, and may crash."""

    asset: str
    stamp: str
    """`Asset.stamp`."""


@dataclass(frozen=True)
class AssetRead:
    """Blender has read an asset's files, or has refused them."""

    asset: str


@dataclass(frozen=True)
class SampleDone:
    """A sample is on disk."""

    id: int
    seconds: float = 0.0
    """Working time, including failed attempts."""
    render: float = 0.0
    """Seconds of it inside Blender's renders."""
    attempts: int = 1
    split: str = ""


class SampleThere(_Sample):
    """A sample of the job already exists: another run has made it."""


class SampleElsewhere(_Sample):
    """A sample of the job is being made by another run."""


@dataclass(frozen=True)
class AttemptRejected:
    """An attempt at a sample failed its checks and is drawn again."""

    id: int
    attempt: int
    keys: list[str]
    """Keys of `picture.reasons.REASONS`."""
    reason: str


class SampleFailed(_SampleReason):
    """A sample's attempts are used up; the next id continues."""


class WorkerReplaced(_SampleReason):
    """From the supervisor: a worker died or hung on a sample, which gets another try."""


class SampleGivenUp(_SampleReason):
    """From the supervisor: a sample ended too many workers and is left out."""


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
_NAMES = {kind: re.sub(r"\B(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Event)}
_TYPES = {name: kind for kind, name in _NAMES.items()}


def say(event: Event) -> None:
    """Send an event to the supervisor: one line on the standard output, flushed."""
    # On a new line, in case Blender has left one open; in one write, so that no other output comes between.
    sys.stdout.write("\n" + json.dumps({"event": _NAMES[type(event)], **asdict(event)}) + "\n")
    sys.stdout.flush()


def read_event(line: bytes) -> Event | None:
    """The event of one line of a worker's output; None if it is not a valid event."""
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
