"""A lock file that one process at a time holds while it lives."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

# The files that this process holds. A forked child would keep them locked after this process was killed.
HELD: set[IO[str]] = set()


class FileHeldError(Exception):
    """Another process holds the file; the message says which."""


@contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Hold a file within the block; the system releases it however this process ends.

    The file remains and names its last holder. If the system has no such locks (Windows, some network disks), nothing
    is locked, and a warning is logged.

    Raises:
        FileHeldError: another process holds it.
        OSError: it cannot be written.
    """
    with path.open("a+", encoding="utf-8") as file:
        _lock(file)
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        HELD.add(file)
        try:
            yield
        finally:
            HELD.discard(file)


def _lock(file: IO[str]) -> None:
    """Take the lock of an open file.

    Raises:
        FileHeldError: another process has it.
    """
    try:
        if fcntl is None:
            raise OSError("this system has no file locks")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        raise FileHeldError(file.read() or "another process") from error
    except OSError as error:
        log.warning("%s cannot be locked (%s): let no other process work there", file.name, error.strerror or error)


def _let_go_in_child() -> None:
    """Close this process's held files in a forked child; the parent's lock stays."""
    for file in HELD:
        os.close(file.fileno())
    HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)
