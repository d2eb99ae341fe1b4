"""Ends a worker when its supervisor has ended. Nobody else would, and another run takes over its sample."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""


def end_with_parent() -> None:
    """Let the system end this process together with its parent, even during a render. Linux only.

    Raises:
        SystemExit: The parent has ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if is_orphaned():
        raise SystemExit(1)


def is_orphaned() -> bool:
    """Whether the supervisor has ended: it keeps the worker's standard input open and never writes to it."""
    if os.name != "posix":  # Windows cannot poll a pipe
        return False
    readable, _, _ = select.select([0], [], [], 0)
    return bool(readable) and os.read(0, 1) == b""
