"""Whether a process on this machine lives: it and its children lock a file, which the system unlocks at their end.

Process ids prove nothing. They are reused, and two containers with separate ids may have the same host name.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: no proof; the caller has to wait for a heartbeat
    fcntl = None

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def _machine() -> str:
    """An id of this running machine, also unique among containers; "" if the system has none."""
    with contextlib.suppress(OSError):
        return _BOOT.read_text(encoding="ascii").strip()
    return ""


class Marker:
    """A file that stays locked while its owner lives."""

    def __init__(self, path: Path, token: str) -> None:
        """Make the file with the owner's token in it, and lock it; raises OSError."""
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(self._descriptor, _content(token))
        if fcntl is not None:
            with contextlib.suppress(OSError):  # a filesystem without locks: as on Windows
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def descriptors(self) -> tuple[int, ...]:
        """The file descriptors that a child inherits, so that the file stays locked while it lives."""
        return (self._descriptor,) if fcntl is not None else ()

    def close(self) -> None:
        """Close the file; living children keep it locked."""
        os.close(self._descriptor)


def has_ended(path: Path, token: str | None = None) -> bool:
    """Whether the marker's owner and its children have certainly ended.

    Args:
        path: The marker's path on this machine.
        token: The owner's; None: whoever it is.

    Returns:
        False if they live, or if that is unknown, such as for another machine's marker in a shared folder.
    """
    if fcntl is None or not _machine():
        return False
    try:
        with path.open("rb") as file:
            content = file.read()
            if not content.endswith(_content("")) or (token is not None and content != _content(token)):
                return False
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared, so that two callers do not disturb each other
    except OSError:
        return False
    return True


def _content(token: str) -> bytes:
    return f"{token} {_machine()}".encode()
