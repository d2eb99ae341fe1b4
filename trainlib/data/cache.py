"""Decoded arrays on disk: a compressed file is decoded once, then mapped into memory.

Unpacking an OpenEXR file takes as long as a training step. Mapping an .npy file takes almost no time. An entry's
name holds a digest of its source files, so a sample that is rendered again is decoded again.
"""

import contextlib
import hashlib
import math
import mmap
import os
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from trainlib.images.arrays import Array
from trainlib.records.dataset import DatasetError

# Seconds after which an unfinished entry is abandoned. The largest entry is written in seconds.
ABANDONED_S = 3600.0
# Seconds after which the size of a bounded cache is measured again: other processes write into it too.
MEASURED_S = 5.0


class ArrayCache:
    """Arrays by name and digest in one folder, which is created when first needed.

    Several processes may share it. An entry is renamed into place, so it is complete or absent.

    Args:
        folder: where they are kept.
        most_bytes: what does not fit is decoded on each request; None is no limit. Several processes may exceed it by
            what they write within a few seconds.
    """

    def __init__(self, folder: Path, most_bytes: int | None = None) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self.size, self.measured = 0, -math.inf
        # Parsing a header takes longer than mapping a file, and an entry never changes.
        self.headers: dict[str, tuple[np.dtype[Any], tuple[int, ...], int]] = {}
        self.held: dict[str, set[str]] | None = None

    def get(self, name: str, digest: str, decode: Callable[[], Array]) -> Array:
        """The array of this name, mapped read-only. It is decoded and stored if the cache does not have it.

        Args:
            name: unique in the folder, and valid in a file name.
            digest: changes whenever the array would; see `digest_of`.
            decode: makes the array.

        Raises:
            DatasetError: the folder cannot be written.
        """
        file = f"{name}.{digest}.npy"
        path = self.folder / file
        with contextlib.suppress(OSError, ValueError):  # missing or truncated: decoded again below
            if file in self.headers:
                return _map_array(path, *self.headers[file])
            array = _open_array(path)
            if isinstance(array, np.memmap) and array.flags.c_contiguous:
                self.headers[file] = (array.dtype, array.shape, array.offset)
            return array
        array = decode()
        if not self.has_room(array.nbytes):
            return array
        try:
            self.store(path, name, array)
        except OSError as error:
            # On a full disk NumPy only reports how much was written.
            reason = error.strerror or f"is the disk full? {error}"
            raise DatasetError(
                f"{self.folder}: cannot write the cache ({reason}); give another --data.cache_dir"
            ) from error
        with contextlib.suppress(OSError, ValueError):
            return _open_array(path)
        return array  # another process, which saw the sample rendered again, has deleted it

    def has_room(self, size: int) -> bool:
        """Whether an entry of this many bytes fits below the limit."""
        if self.most_bytes is None:
            return True
        now = time.monotonic()
        if now - self.measured > MEASURED_S:
            self.size, self.measured = _bytes_in(self.folder), now
        if self.size + size > self.most_bytes:
            return False
        self.size += size
        return True

    def store(self, path: Path, name: str, array: Array) -> None:
        """Write an entry to a temporary file, rename it, and delete the entries that it replaces."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.held is None:
            self.held = self.list_entries()
        # Processes on two machines that share a disk may have the same id.
        unfinished = self.folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            with unfinished.open("wb") as file:
                np.save(file, array, allow_pickle=False)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        for outdated in self.held.get(name, set()) - {path.name}:
            (self.folder / outdated).unlink(missing_ok=True)
        self.held[name] = {path.name}

    def list_entries(self) -> dict[str, set[str]]:
        """The files of each name in the folder, listed once. A listing per entry would take hours for many entries.

        Unfinished files of killed processes are deleted once they are old enough.
        """
        held: dict[str, set[str]] = {}
        for entry in os.scandir(self.folder):
            if entry.name.endswith(".npy"):
                held.setdefault(entry.name.rsplit(".", 2)[0], set()).add(entry.name)
            elif entry.name.startswith(".") and ".npy." in entry.name:
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > ABANDONED_S:
                        Path(entry).unlink()
        return held


def _bytes_in(folder: Path) -> int:
    """Bytes of the files in a folder; 0 where there is none."""
    size = 0
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):  # another process has deleted it
                size += entry.stat().st_size
    return size


def _open_array(path: Path) -> Array:
    """An .npy file mapped into memory, read-only.

    Raises:
        OSError, ValueError: it is missing, truncated or holds pickled objects.
    """
    array: Array = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def _map_array(path: Path, kind: np.dtype[Any], shape: tuple[int, ...], offset: int) -> Array:
    """A file's bytes from an offset on, mapped read-only. `numpy.memmap` does the same but is slower.

    Raises:
        OSError, ValueError: it is missing or truncated.
    """
    with path.open("rb", buffering=0) as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(mapped, kind, math.prod(shape), offset).reshape(shape)


def most_bytes_of(gigabytes: float | None) -> int | None:
    """A limit in bytes; None is no limit."""
    return None if gigabytes is None else int(gigabytes * 1e9)


def digest_of(checksums: Iterable[str]) -> str:
    """A short name for the content of several files, from their checksums."""
    return hashlib.sha256("\n".join(checksums).encode()).hexdigest()[:16]
