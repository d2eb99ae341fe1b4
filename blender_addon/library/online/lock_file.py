"""Sizes and checksums of a library's files when they were first fetched, in `assets.lock.json`.

The list of assets does not have every checksum. The first fetch records them here. Later, other content under the same
address is an error until somebody deletes the line.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...outside import parse_json
from ..credits import LibraryError

LOCK_NAME = "assets.lock.json"
_BUSY_NAME = ".fetch.lock"
_FORMAT, _VERSION = "packshot-assets-lock", 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Locked:
    """A file as it was first fetched."""

    bytes: int
    sha256: str
    url: str


class LockFile:
    """The records of one library, by path below it; threads may share it."""

    def __init__(self, library: Path) -> None:
        """Read the records, of which there may be none yet.

        Raises:
            LibraryError: The file exists and is not valid.
        """
        self.path = library / LOCK_NAME
        self._guard = threading.Lock()
        self._files: dict[str, Locked] = self._read()

    def get(self, path: str) -> Locked | None:
        """The record of a file."""
        return self._files.get(path)

    def items(self) -> list[tuple[str, Locked]]:
        """Every record, sorted by path."""
        with self._guard:
            return sorted(self._files.items())

    def add(self, records: dict[str, Locked]) -> None:
        """Record files, on disk too."""
        with self._guard:
            self._files.update(records)
            files = {path: vars(record) for path, record in sorted(self._files.items())}
            text = json.dumps({"format": _FORMAT, "format_version": _VERSION, "files": files}, indent=1) + "\n"
            draft = self.path.with_name("." + LOCK_NAME)
            with draft.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)

    def _read(self) -> dict[str, Locked]:
        try:
            data = parse_json(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise LibraryError(f"{self.path}: cannot be read: {error}") from error
        if not isinstance(data, dict) or (data.get("format"), data.get("format_version")) != (_FORMAT, _VERSION):
            raise LibraryError(f'{self.path}: expected "format": "{_FORMAT}", "format_version": {_VERSION}')
        files = data.get("files")
        if not isinstance(files, dict):
            raise LibraryError(f"{self.path}: files: expected a table")
        found = {}
        for path, entry in files.items():
            try:
                record = Locked(entry["bytes"], entry["sha256"], entry["url"])
            except (KeyError, TypeError) as error:
                raise LibraryError(f"{self.path}: files: {path}: expected bytes, sha256 and url") from error
            if type(record.bytes) is not int or not isinstance(record.sha256, str) or not isinstance(record.url, str):
                raise LibraryError(f"{self.path}: files: {path}: expected bytes, sha256 and url")
            found[path] = record
        return found


def checksums(path: Path) -> dict[str, str]:
    """SHA-256 and MD5 of a file, in hexadecimal digits. MD5 only serves to compare with the site's own."""
    digests = {"sha256": hashlib.sha256(), "md5": hashlib.md5(usedforsecurity=False)}
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for digest in digests.values():
                digest.update(chunk)
    return {name: digest.hexdigest() for name, digest in digests.items()}


@contextmanager
def only_fetch(library: Path) -> Iterator[None]:
    """Lock the library for one fetch while the block runs. The system releases it when the process dies.

    Raises:
        LibraryError: Another fetch holds it.
    """
    with (library / _BUSY_NAME).open("a+b") as file:
        try:
            _hold(file)
        except OSError as error:
            raise LibraryError(
                f"{library}: another fetch fills this library; run the command again when it has ended"
            ) from error
        yield


def _hold(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
