"""The contents of the chosen folder, read by a thread: counting ten thousand samples takes seconds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..dataset.layout import HEADER, DatasetError
from ..spec import DatasetSpec
from ..spec_toml import SpecError, spec_from_dict

_FRESH_S = 2.0
"""Seconds for which a state counts as current."""


@dataclass(frozen=True)
class FolderState:
    """The contents of a folder."""

    kind: Literal["reading", "empty", "dataset", "other"]
    spec: DatasetSpec | None = None
    """The dataset's own spec."""
    there: int = 0
    text: str = ""
    """The problem with it; "" for none."""


@dataclass
class _Entry:
    state: FolderState
    at: float
    thread: threading.Thread | None = None


_entries: dict[Path, _Entry] = {}


def state_of(folder: Path) -> FolderState:
    """The last known state of the folder. If it is old, a thread reads it again. Never waits."""
    entry = _entries.setdefault(folder, _Entry(FolderState("reading"), -1e9))
    busy = entry.thread is not None and entry.thread.is_alive()
    if not busy and time.monotonic() - entry.at > _FRESH_S:
        for other in [each for each in _entries if each != folder]:
            del _entries[other]
        entry.thread = threading.Thread(target=_refresh, args=(folder, entry), name="packshot folder", daemon=True)
        entry.thread.start()
    return entry.state


def is_reading(folder: Path) -> bool:
    """Whether a thread is reading, so that the panel must be redrawn soon."""
    thread = _entries[folder].thread if folder in _entries else None
    return thread is not None and thread.is_alive()


def look_again(folder: Path) -> None:
    """Discard the known state, because a run has changed the folder. The result of a running thread is ignored too."""
    known = _entries.get(folder)
    if known is not None:
        _entries[folder] = _Entry(known.state, -1e9)


def read_state(folder: Path) -> FolderState:
    """The state, read at once by the caller's thread."""
    from ..batch.plan import missing_ids  # imported late, here and below: Blender starts faster without it
    from ..dataset.header import read_header

    try:
        if not (folder / HEADER).exists():
            there = folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
            return (
                FolderState("other", text="That folder holds other files: choose another")
                if there
                else FolderState("empty")
            )
        header: dict[str, Any] = read_header(folder)
        spec = spec_from_dict(header["spec"], str(folder))
        return FolderState("dataset", spec, spec.count - len(missing_ids(folder, spec.count)))
    except (DatasetError, SpecError, OSError) as error:
        return FolderState("other", text=f"That folder cannot be used: {error}")


def spec_in(folder: Path) -> DatasetSpec | None:
    """The spec of the folder's dataset; None if there is none. Counts no samples, so it takes no time.

    Raises:
        DatasetError, SpecError: Its header cannot be used; one line says why.
    """
    from ..dataset.header import read_header

    return spec_from_dict(read_header(folder)["spec"], str(folder)) if (folder / HEADER).exists() else None


def forget() -> None:
    """Wait for the running thread and forget all states."""
    for entry in list(_entries.values()):
        if entry.thread is not None:
            entry.thread.join()
    _entries.clear()


def _refresh(folder: Path, entry: _Entry) -> None:
    entry.state = read_state(folder)
    entry.at = time.monotonic()
