"""Whether a process on this machine lives: it and its children lock a file, which the system unlocks as the last ends.

Process ids are no proof. They are used again, and two containers with ids of their own may have one host name.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: nothing is proved, and whoever asks has to wait for a heartbeat
    fcntl = None

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def machine() -> str:
    """What tells this running machine from every other, containers on it included; "" where the system has no such."""
    with contextlib.suppress(OSError):
        return _BOOT.read_text(encoding="ascii").strip()
    return ""


class Marker:
    """A locked file that says that its owner lives."""

    def __init__(self, path: Path, token: str) -> None:
        """Make the file with the owner's token in it, and lock it; OSError where it cannot be written."""
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(self._descriptor, _content(token))
        if fcntl is not None:
            with contextlib.suppress(OSError):  # a filesystem without locks: as on Windows
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def descriptors(self) -> tuple[int, ...]:
        """What a child has to inherit, so that the file stays locked while it lives."""
        return (self._descriptor,) if fcntl is not None else ()

    def close(self) -> None:
        """Let go of the file; children that live keep it locked."""
        os.close(self._descriptor)


def has_ended(path: Path, token: str | None = None) -> bool:
    """Whether the marker's owner and its children have surely ended.

    Args:
        path: The marker's path on this machine.
        token: The owner's; None: whoever it is.

    Returns:
        False where they live, and where that cannot be told, as of another machine's marker in a shared folder.
    """
    if fcntl is None or not machine():
        return False
    try:
        with path.open("rb") as file:
            content = file.read()
            if not content.endswith(_content("")) or (token is not None and content != _content(token)):
                return False
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two that ask do not disturb each other
    except OSError:
        return False
    return True


def _content(token: str) -> bytes:
    return f"{token} {machine()}".encode()
