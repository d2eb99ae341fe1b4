"""A photo that was sent, as a temporary file on the server's disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import UploadFile

from trainlib.serve.names import clean_name, suffix_of
from trainlib.serve.studio import Studio


@contextmanager
def as_file(studio: Studio, photo: UploadFile) -> Iterator[Path]:
    """The photo as a file with a name of the server's choice; removed afterwards, if it was not moved.

    Raises:
        OSError: the disk is full.
    """
    suffix = suffix_of(clean_name(photo.filename or ""))
    handle, path = tempfile.mkstemp(suffix=suffix, dir=studio.uploads.name)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(photo.file, file, 1 << 20)
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)
