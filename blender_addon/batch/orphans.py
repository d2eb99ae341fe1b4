"""A worker ends with its supervisor, whatever ended that: nobody else would, and another run makes its sample."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""


def end_with_parent() -> None:
    """Have the system end this process with the one that started it, in the middle of a render too. Linux alone can.

    Raises:
        SystemExit: That one has ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if is_orphaned():
        raise SystemExit(1)


def is_orphaned() -> bool:
    """Whether the supervisor is gone: it holds the worker's input open and never writes to it."""
    if os.name != "posix":  # Windows cannot look at a pipe without waiting for it
        return False
    readable, _, _ = select.select([0], [], [], 0)
    return bool(readable) and os.read(0, 1) == b""
