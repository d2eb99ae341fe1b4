"""Corrections of a mask by hand. A change is written to disk before it is shown, and can be undone after a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlib.images.arrays import UInt8Array
from trainlib.images.photos import read_photo
from trainlib.inference.outputs import encode_png
from trainlib.inference.settings import PipelineSettings
from trainlib.records.files import replace_file
from trainlib.report.thumbnails import shrink
from trainlib.serve import results, small
from trainlib.serve.brush import Patch
from trainlib.serve.entries import Entry
from trainlib.serve.studio import Studio
from trainlib.serve.worker import NOW, EndedError

MOST = 100  # changes that can be undone
PATIENCE = 0.5  # seconds that a preview waits for clean colours along a new edge

Change = Callable[[UInt8Array, UInt8Array], Patch | None]


class StaleError(Exception):
    """The mask has changed since it was shown; the message is one line for the user."""


class Desk:
    """The photo that was edited last, decoded, because strokes on one photo follow each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, UInt8Array] | None = None

    def photo(self, path: Path, photo: str) -> UInt8Array:
        """A photo, uint8 [H, W, 3] sRGB.

        Raises:
            PhotoError: it cannot be read any more.
        """
        with self._lock:
            if self._kept is None or self._kept[0] != photo:
                self._kept = photo, read_photo(path)
            return self._kept[1]


DESK = Desk()


def change(studio: Studio, entry: Entry, edits: int, make: Change) -> Entry:
    """Change a part of a photo's mask.

    Args:
        studio: the server's networks, photos and folders.
        entry: the photo.
        edits: the version of the mask that was changed, see `Entry.edits`.
        make: takes photo and mask, and returns the part that changes.

    Raises:
        StaleError: another tab changed the mask.
        OSError: the disk is full.
    """
    with studio.entries.lock(entry.id):
        entry = _same(studio, entry, edits)
        folder = studio.entries.path(entry)
        photo, mask = DESK.photo(folder / entry.original, entry.id), results.read_mask(folder, entry)
        patch = make(photo, mask)
        if patch is None:
            return entry
        steps = _steps(folder)
        at = _applied(folder) + 1
        for number in [one for one in steps if one >= at or one <= at - MOST]:
            _step(folder, number).unlink()
        (folder / results.EDITS).mkdir(exist_ok=True)
        before = np.ascontiguousarray(mask[patch.place])
        with _step(folder, at).open("wb") as file:
            np.savez_compressed(file, place=np.array([patch.top, patch.left]), before=before, after=patch.values)
        mask[patch.place] = patch.values
        return _put(studio, entry, photo, mask, at)


def step(studio: Studio, entry: Entry, edits: int, back: bool) -> Entry:
    """Undo the last change, or redo one; arguments and errors as of `change`."""
    with studio.entries.lock(entry.id):
        entry = _same(studio, entry, edits)
        folder = studio.entries.path(entry)
        applied = _applied(folder)
        path = _step(folder, applied if back else applied + 1)
        if not path.is_file():
            return entry
        with np.load(path, allow_pickle=False) as found:
            top, left = (int(one) for one in found["place"])
            patch = Patch(top, left, found["before" if back else "after"])
        photo, mask = DESK.photo(folder / entry.original, entry.id), results.read_mask(folder, entry)
        mask[patch.place] = patch.values
        return _put(studio, entry, photo, mask, applied - 1 if back else applied + 1)


def reset(studio: Studio, entry: Entry, edits: int) -> Entry:
    """The mask as the network had it; arguments and errors as of `change`."""
    with studio.entries.lock(entry.id):
        entry = _same(studio, entry, edits)
        folder = studio.entries.path(entry)
        for number in _steps(folder):
            _step(folder, number).unlink()
        _set_applied(folder, 0)
        foreground, mask = results.read_rgba(folder / results.CUTOUT)
        photo = DESK.photo(folder / entry.original, entry.id)
        small.write(folder, small.of(photo, mask, foreground))
        return studio.entries.change(entry.id, edits=entry.edits + 1, corrected=False, can_undo=False, can_redo=False)


def _same(studio: Studio, entry: Entry, edits: int) -> Entry:
    now = studio.entries.get(entry.id)
    if now.edits != edits:
        raise StaleError("the mask was changed in another tab; the page now shows the newer one")
    return now


def _put(studio: Studio, entry: Entry, photo: UInt8Array, mask: UInt8Array, applied: int) -> Entry:
    """Write a mask, its preview and its number of changes."""
    folder = studio.entries.path(entry)
    replace_file(folder / results.MASK, encode_png(mask))
    small.write(folder, _small(studio, folder, mask))
    _set_applied(folder, applied)
    return studio.entries.change(
        entry.id,
        edits=entry.edits + 1,
        corrected=applied > 0,
        can_undo=_step(folder, applied).is_file(),
        can_redo=_step(folder, applied + 1).is_file(),
    )


def _small(studio: Studio, folder: Path, mask: UInt8Array) -> small.Small:
    """The photo at screen size with its new mask.

    The worker removes the background's colours along the edge. While it is busy with a large photo, the preview shows
    the photo's own colours. A downloaded file never does.
    """
    was = small.read(folder)
    now = shrink(mask, small.SIDE)
    own = PipelineSettings(studio.engine.device, studio.engine.tta, False, "none", True)
    try:
        work = studio.worker.submit(NOW, lambda: studio.engine.pipeline(own).with_mask(was.photo, now).foreground)
        foreground = _soon(work)
    except (NotYet, EndedError):
        foreground = np.where((now != was.mask)[..., None], was.photo, was.foreground)
    return replace(was, mask=now, foreground=foreground)


def _soon(work: Future[UInt8Array]) -> UInt8Array:
    """The worker's result, if it comes within `PATIENCE`; else the work is cancelled.

    Raises:
        NotYet: it takes longer.
        EndedError: the server is ending.
    """
    try:
        return work.result(PATIENCE)
    finally:
        work.cancel()


def _steps(folder: Path) -> list[int]:
    """The numbers of the changes that are kept."""
    return sorted(int(path.stem) for path in (folder / results.EDITS).glob("*.npz") if path.stem.isdecimal())


def _step(folder: Path, number: int) -> Path:
    return folder / results.EDITS / f"{number}.npz"


def _applied(folder: Path) -> int:
    """How many changes the mask has."""
    try:
        return int((folder / results.EDITS / "applied").read_text())
    except (OSError, ValueError):
        return 0


def _set_applied(folder: Path, number: int) -> None:
    replace_file(folder / results.EDITS / "applied", str(number).encode())
