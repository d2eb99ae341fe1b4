"""Writes files atomically: the bytes reach the disk first, then the name appears."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from .layout import DatasetError


def write_durably(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk; raises OSError."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file's content atomically: a reader sees the old bytes or the new ones, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        write_durably(draft, data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def create_file(path: Path, data: bytes) -> bool:
    """Write a whole file unless it exists; False if it does. If several processes try, one succeeds."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        write_durably(draft, data)
        try:
            os.link(draft, path)
        except FileExistsError:
            # NFS may repeat a request that succeeded, and then report that the file exists: it is this one.
            return draft.stat().st_nlink > 1
        except OSError:  # no hard links: still exclusive, but a reader may see it half written
            try:
                write_durably(path, data)
            except FileExistsError:
                return False
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Wait until the folder's entries are on the disk (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def disk_errors(doing: str, root: Path) -> Iterator[None]:
    """Turn an OSError into a DatasetError that says what failed and how to fix it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "the disk is full: free some space and run the same command again"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            advice = "not allowed to write there: fix the folder's permissions or choose another"
        else:
            advice = error.strerror or str(error)
        raise DatasetError(f"{root}: {doing}: {advice}") from error
