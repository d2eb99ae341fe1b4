"""index.jsonl: a line for each finished sample, appended by many workers at once, rebuilt from samples/ at
will.
"""

from __future__ import annotations

import contextlib
import errno
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from .files import disk_errors, replace_file
from .layout import INDEX, RECIPE, DatasetError, sample_folders, sample_path

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: appends are still whole, and the rebuild at the end of a run mends the rest
    fcntl = None

_LOCK = ".index.lock"


def index_entry(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """A sample's line of the index, from its recipe; KeyError where that lacks what the format asks for."""
    product = recipe["product"]
    return {
        "id": recipe["id"],
        "split": recipe["split"],
        "product": product["asset"],
        "category": product["category"],
        "path": sample_path(recipe["id"]),
    }


def append_index(root: Path, entry: Mapping[str, Any]) -> None:
    """Add one line, unless its id is listed; safe from many processes.

    Raises:
        DatasetError: The disk is full or refuses.
    """
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    with disk_errors("appending to the index", root), _locked(root):
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        descriptor = os.open(root / INDEX, flags, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            if size:
                with mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) as listed:
                    if listed.find(_start(entry["id"])) >= 0:
                        return
                    # A line that a killed worker left torn must not swallow this one.
                    if listed[size - 1] != ord("\n"):
                        line = b"\n" + line
            if os.write(descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, "not all of the line was written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_index(root: Path) -> tuple[list[dict[str, Any]], int]:
    """The entries, and how many lines are none (torn by a killed worker); ([], 0) where there is no index."""
    path = root / INDEX
    if not path.exists():
        return [], 0
    entries, torn = [], 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            torn += 1
            continue
        if isinstance(entry, dict) and isinstance(entry.get("id"), int):
            entries.append(entry)
        else:
            torn += 1
    return entries, torn


def rebuild_index(root: Path) -> int:
    """Write the index anew from samples/, sorted by id; returns how many samples it lists.

    Raises:
        DatasetError: A recipe.json that cannot be read, named; or the disk refuses.
    """
    with disk_errors("rebuilding the index", root), _locked(root):
        entries = [index_entry_of(folder) for _, folder in sample_folders(root)]
        text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        if not (root / INDEX).exists() or (root / INDEX).read_bytes() != text.encode():
            replace_file(root / INDEX, text.encode())
    return len(entries)


def index_entry_of(folder: Path) -> dict[str, Any]:
    """The index entry of a sample's folder; DatasetError where its recipe.json is broken."""
    try:
        return index_entry(json.loads((folder / RECIPE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{folder / RECIPE}: not readable ({error!r}); delete the folder {folder.name} "
            "and generate again to have it made anew"
        ) from error


def _start(sample_id: int) -> bytes:
    return b'{"id": %d,' % sample_id


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    with (root / _LOCK).open("ab") as lock:
        # lockf, not flock: it also holds between machines on a shared NFS folder. It ends with the process.
        with contextlib.suppress(OSError):  # a filesystem without locks: the final rebuild mends it
            fcntl.lockf(lock, fcntl.LOCK_EX)
        yield
