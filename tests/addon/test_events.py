"""Events go through a line of text unchanged; what is none, or does not fit, is skipped."""

from __future__ import annotations

import pytest

from blender_addon.batch.events import (
    AssetOpened,
    AssetRead,
    AttemptRejected,
    Event,
    SampleDone,
    SampleElsewhere,
    SampleFailed,
    SampleGivenUp,
    SampleThere,
    Warned,
    WorkerDone,
    WorkerFailed,
    WorkerFull,
    WorkerReplaced,
    WorkerStarted,
    read_event,
    say,
)

EVENTS: list[Event] = [
    WorkerStarted("4.5.15", "CPU"),
    WorkerDone(),
    WorkerFull(4096),
    WorkerFailed("the library is gone"),
    Warned("a\nline\x1b[2J of “ÿ”"),
    AssetOpened("model/mug", "12:99"),
    AssetRead("model/mug"),
    SampleDone(7, 1.5, 1.25, 2, "val"),
    SampleThere(7),
    SampleElsewhere(7),
    AttemptRejected(7, 0, ["hidden", "too_small"], "small"),
    SampleFailed(7, "8 times"),
    WorkerReplaced(7, "died"),
    SampleGivenUp(7, "died"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was(event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    say(event)
    said = capsys.readouterr().out.encode()
    assert [read_event(line) for line in said.split(b"\n")] == [None, event, None]
    assert read_event(b"Fra:1 Mem:20.1M | " + said.strip()) == event


@pytest.mark.parametrize(
    "line",
    [
        b"Fra:1 Mem:20.1M (Peak 20.1M)",
        b'{"event": "sample_done", "id": 1',
        b'{"event": "landed"}',
        b'{"event": 7}',
        b'{"event": ["sample_done"], "id": 1}',
        b'{"event": "sample_done"}',
        b'{"event": "sample_done", "id": "1"}',
        b'{"event": "sample_done", "id": true}',
        b'{"event": "sample_done", "id": 1, "colour": "red"}',
        b'{"event": "sample_done", "id": 1, "seconds": "long"}',
        b'{"event": "attempt_rejected", "id": 1, "attempt": 0, "keys": "dark", "reason": ""}',
        b'{"event": "warned", "reason": null}',
    ],
)
def test_what_is_no_event_is_passed_over(line: bytes) -> None:
    assert read_event(line) is None


def test_whole_numbers_of_seconds_are_numbers() -> None:
    assert read_event(b'{"event": "sample_done", "id": 1, "seconds": 3}') == SampleDone(1, 3)
