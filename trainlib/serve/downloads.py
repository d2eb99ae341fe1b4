"""Packshots as files to download: one, or all in a zip that is written while it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

from trainlib.serve import results
from trainlib.serve.encoding import SUFFIXES, encode
from trainlib.serve.entries import Entry
from trainlib.serve.names import result_name, unique_files
from trainlib.serve.photo_options import Asked
from trainlib.serve.studio import Studio, failure_line
from trainlib.serve.worker import LATER

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same zip twice has the same bytes


def one_file(studio: Studio, entry: Entry, pattern: str, shop: str, asked: Asked) -> tuple[str, Callable[[], bytes]]:
    """A packshot's file name, and the work that makes its bytes.

    Raises:
        PatternError: the pattern cannot be used.
    """
    name = result_name(pattern, entry.name, entry.number, shop) + SUFFIXES[asked.file_type]
    return name, partial(_packshot, studio, entry, asked)


def stream_zip(
    studio: Studio, entries: Sequence[Entry], pattern: str, shop: str, asked: Asked, cutouts: bool
) -> Iterator[bytes]:
    """A zip of packshots, piece by piece, so that a thousand of them need no memory.

    A packshot that cannot be made is listed in NOT_MADE.txt. The others are in the zip.

    Args:
        studio: the server's networks, photos and folders.
        entries: the photos, all of them done.
        pattern: the pattern of the names, see `names.result_name`.
        shop: the marketplace's name, or "".
        asked: the options of the packshots.
        cutouts: whether to add the cut-outs, as NAME.cutout.png.

    Raises:
        PatternError: the pattern cannot be used; before anything is written.
    """
    plain = [result_name(pattern, one.name, one.number, shop) for one in entries]
    names = unique_files(plain, SUFFIXES[asked.file_type])
    own = unique_files([f"{PurePosixPath(one.name).stem}.cutout" for one in entries], ".png")
    return _pieces(studio, entries, names, own if cutouts else [], asked)


def _pieces(
    studio: Studio, entries: Sequence[Entry], names: list[str], cutouts: list[str], asked: Asked
) -> Iterator[bytes]:
    written = _Written()
    missing: list[str] = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for place, entry in enumerate(entries):
            works = [(names[place], partial(_packshot, studio, entry, asked))]
            if cutouts:
                folder = studio.entries.path(entry)
                works.append((cutouts[place], partial(results.cutout_of, studio.engine, folder, entry)))
            for name, work in works:
                try:
                    # Photos on screen go first: a zip of a thousand photos takes minutes.
                    data = studio.worker.submit(LATER - 1, work).result()
                except Exception as error:
                    missing.append(f"{name}: {failure_line(error)}\n")
                    continue
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
                yield written.take()
        if missing:
            archive.writestr(zipfile.ZipInfo("NOT_MADE.txt", _EPOCH), "".join(missing))
    yield written.take()


def _packshot(studio: Studio, entry: Entry, asked: Asked) -> bytes:
    folder = studio.entries.path(entry)
    return encode(results.packshot_of(studio.engine, folder, entry, asked), asked.file_type)


class _Written(io.RawIOBase):
    """A file that is only written to, and emptied as it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last call."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
