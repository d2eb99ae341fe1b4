"""The photos of the page: a folder and a record on disk for each, and the changes since a version."""

from __future__ import annotations

import json
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from trainlib.records.files import replace_file
from trainlib.serve.names import clean_name, suffix_of

State = Literal["waiting", "working", "done", "failed"]
RECORD = "entry.json"


@dataclass(frozen=True)
class Entry:
    """A photo of the page.

    Attributes:
        id: the name of its folder; made here, from nothing that was sent.
        name: the name that the browser sent, cleaned.
        original: the name of the photo's file in the folder.
        number: its place, from 1; never used twice.
        state: how far it is.
        error: why it failed, or "".
        width: of the upright photo in pixels; 0 before it was read.
        height: likewise.
        confidence: from 0 to 1.
        seconds: from the start of its work until its packshot could be seen.
        edits: the version of its mask, which counts all changes by hand, undo included. Tabs compare it.
        corrected: whether the mask was changed by hand.
        can_undo: whether there is a change to undo.
        can_redo: whether there is a change to redo.
        kept: the name of its files among the kept corrections, or "".
        made_with: a fingerprint of networks and settings.
        proposal: the photo on the mining page that it came from, or "".
    """

    id: str
    name: str
    original: str
    number: int
    state: State = "waiting"
    error: str = ""
    width: int = 0
    height: int = 0
    confidence: float = 0.0
    seconds: float = 0.0
    edits: int = 0
    corrected: bool = False
    can_undo: bool = False
    can_redo: bool = False
    kept: str = ""
    made_with: str = ""
    proposal: str = ""


class Gone(KeyError):  # noqa: N818  it is an answer, not a mistake
    """No photo has this id; it may have been removed in another tab."""


class Entries:
    """All photos of the page, on disk and in memory; any thread may call.

    Args:
        folder: the folder of all photos; made if it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.epoch = secrets.token_hex(8)
        self._lock = threading.RLock()
        self._version = 0
        self._changed: dict[str, int] = {}
        self._all: dict[str, Entry] = {}
        self._removed: dict[str, int] = {}
        self._locks: dict[str, threading.Lock] = {}
        folder.mkdir(parents=True, exist_ok=True)
        found = [entry for path in folder.glob(f"*/{RECORD}") if (entry := _read(path)) is not None]
        for entry in sorted(found, key=lambda one: one.number):
            self._keep(entry)

    def add(self, sent_name: str, place: Callable[[Path], None], proposal: str = "") -> Entry:
        """A new photo.

        Args:
            sent_name: the name that the browser sent.
            place: writes the photo's bytes to a path.
            proposal: see `Entry`.

        Raises:
            OSError: the disk is full.
        """
        with self._lock:
            number = max((one.number for one in self._all.values()), default=0) + 1
            name = clean_name(sent_name)
            entry = Entry(secrets.token_hex(8), name, f"original{suffix_of(name)}", number, proposal=proposal)
            self._all[entry.id] = entry  # its number is taken
        try:
            self.path(entry).mkdir()
            place(self.path(entry) / entry.original)
            _write(self.path(entry), entry)
        except BaseException:
            with self._lock:
                del self._all[entry.id]
            shutil.rmtree(self.path(entry), ignore_errors=True)
            raise
        with self._lock:
            self._keep(entry)
        return entry

    def get(self, photo: str) -> Entry:
        """The photo of an id.

        Raises:
            Gone: there is none.
        """
        with self._lock:
            if photo not in self._changed:
                raise Gone(photo)
            return self._all[photo]

    def all(self) -> list[Entry]:
        """All photos, in the order in which they came."""
        with self._lock:
            return sorted((self._all[one] for one in self._changed), key=lambda one: one.number)

    def change(self, photo: str, **values: Any) -> Entry:
        """Set fields of a photo's record.

        Raises:
            Gone: it was removed.
            OSError: the disk is full.
        """
        with self._lock:
            entry = replace(self.get(photo), **values)
            _write(self.path(entry), entry)
            self._keep(entry)
            return entry

    def remove(self, photo: str) -> None:
        """Remove a photo with its folder; kept corrections stay."""
        with self._lock:
            entry = self.get(photo)
            del self._all[photo], self._changed[photo]
            self._locks.pop(photo, None)
            self._version += 1
            self._removed[photo] = self._version
        shutil.rmtree(self.path(entry), ignore_errors=True)

    def path(self, entry: Entry) -> Path:
        """The folder of a photo."""
        return self.folder / entry.id

    def lock(self, photo: str) -> threading.Lock:
        """The lock for changes of a photo's mask."""
        with self._lock:
            return self._locks.setdefault(photo, threading.Lock())

    def changes(self, since: int) -> tuple[int, list[Entry], list[str]]:
        """The current version, and what changed or was removed since an earlier one."""
        with self._lock:
            changed = [self._all[one] for one, version in self._changed.items() if version > since]
            gone = [one for one, version in self._removed.items() if version > since]
            return self._version, sorted(changed, key=lambda one: one.number), gone

    def _keep(self, entry: Entry) -> None:
        self._version += 1
        self._changed[entry.id] = self._version
        self._all[entry.id] = entry


def _write(folder: Path, entry: Entry) -> None:
    replace_file(folder / RECORD, json.dumps(asdict(entry), ensure_ascii=True).encode())


def _read(path: Path) -> Entry | None:
    """A record, or None if it is cut short, of another version, or of another folder."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        entry = Entry(**{field.name: values[field.name] for field in fields(Entry)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_own = entry.id == path.parent.name and entry.state in get_args(State)
    # A name in the record becomes a path, which must not lead out of the folder.
    return entry if is_own and entry.original == f"original{suffix_of(entry.original)}" else None
