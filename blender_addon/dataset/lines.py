"""JSON lines files that many processes append to at once: each line is written atomically."""

from __future__ import annotations

import contextlib
import errno
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from ..outside import parse_json

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: appends are still atomic, and the rebuild at the end of a run fixes the rest
    fcntl = None


TOO_MANY = 10**9
"""No dataset has so many samples: what counts them or names one is smaller."""


def append_line(path: Path, entry: Mapping[str, Any], unless: bytes = b"") -> None:
    """Add one line; safe from many processes, and after a line that a killed one left incomplete.

    Args:
        path: The file; created if missing.
        entry: The line's JSON.
        unless: The line is not added if the file contains these bytes.

    Raises:
        OSError: The disk is full or refuses.
    """
    line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with locked(path):
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            if size:
                with mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) as listed:
                    if unless and listed.find(unless) >= 0:
                        return
                    # Do not append to a line that a killed worker left incomplete.
                    if listed[size - 1] != ord("\n"):
                        line = b"\n" + line
            if os.write(descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, "not all of the line was written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_lines(path: Path, key: str = "id", kind: type = int) -> tuple[list[dict[str, Any]], int]:
    """The entries that have a `key` of that kind, and the number of broken lines (cut short by a killed worker);
    ([], 0) if there is no such file. Numbers are from 0 to below `TOO_MANY`.
    """
    if not path.exists():
        return [], 0
    entries, torn = [], 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = parse_json(line)
        except ValueError:
            torn += 1
            continue
        if isinstance(entry, dict) and type(entry.get(key)) is kind and (kind is not int or 0 <= entry[key] < TOO_MANY):
            entries.append(entry)
        else:
            torn += 1
    return entries, torn


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock, so that no other process appends to it or rewrites it."""
    if fcntl is None:
        yield
        return
    place = path.with_name(f".{path.stem}.lock")
    while True:
        with place.open("ab") as lock:
            # lockf, not flock: it also works between machines on a shared NFS folder. It ends with the process.
            with contextlib.suppress(OSError):  # a filesystem without locks: the final rebuild fixes it
                fcntl.lockf(lock, fcntl.LOCK_EX)
            if _is_still(place, lock):
                yield
                return


@contextlib.contextmanager
def locked_unless_held(path: Path) -> Iterator[bool]:
    """Try to hold the file's lock, and delete the lock file afterwards; whether it is held."""
    if fcntl is None:
        yield False
        return
    place = path.with_name(f".{path.stem}.lock")
    with place.open("ab") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield _is_still(place, lock)
        if _is_still(place, lock):
            place.unlink()


def _is_still(place: Path, lock: BinaryIO) -> bool:
    """Whether an open lock file is still the one at its path: another process may have deleted it."""
    try:
        return os.path.samestat(place.stat(), os.fstat(lock.fileno()))
    except OSError:
        return False
