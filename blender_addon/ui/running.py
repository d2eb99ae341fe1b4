"""The current run, the last one, and the queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from . import folder_state, notices
from .wanted import Wanted

if TYPE_CHECKING:  # only a run needs it, and Blender starts faster without it
    from .run_thread import Running

_current: Running | None = None
_last: Running | None = None
_waiting: deque[Wanted] = deque()


def current() -> Running | None:
    """The run under way, if there is one."""
    return _current


def last() -> Running | None:
    """The run that ended last; None before the first one."""
    return _last


def waiting() -> tuple[Wanted, ...]:
    """The runs in the queue."""
    return tuple(_waiting)


def begin(wanted: Wanted) -> None:
    """Begin or continue a dataset, or queue it if a run is under way."""
    global _current
    if _current is not None:
        _waiting.append(wanted)
        return
    notices.dismiss_errors()
    _current = _start(wanted)


def forget_waiting(number: int) -> None:
    """Remove a run from the queue."""
    if 0 <= number < len(_waiting):
        del _waiting[number]


def tick() -> bool:
    """Check whether the run has ended, and begin the next one; False when none is left. Never waits."""
    global _current, _last
    if _current is not None and not _current.alive:
        _last, _current = _current, None
        folder_state.look_again(_last.out)
        if _waiting:
            _current = _start(_waiting.popleft())
    return _current is not None


def stop() -> None:
    """Ask the run to end, and empty the queue; `tick` says when it has ended."""
    _waiting.clear()
    if _current is not None:
        _current.stop()


def stop_and_wait() -> None:
    """End everything before returning, for when Blender disables the add-on."""
    stop()
    if _current is not None:
        _current.join()
    tick()


def _start(wanted: Wanted) -> Running:
    from .run_thread import Running  # imported late, as above

    return Running(wanted)
