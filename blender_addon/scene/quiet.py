"""Keeps output of importers off the standard streams, which carry a worker's events."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

# The glTF importer's loggers, one name for each of its generations. It sets their levels itself, so only a filter
# helps.
_LOGGERS = ("glTFImporter", "glTF-Blender-IO", "io_scene_gltf2")
_DESCRIPTORS = (1, 2)


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


@contextmanager
def quiet_import() -> Iterator[None]:
    """Discard an importer's output within the block.

    Readers in C++ and the Draco decoder write to the file descriptors directly, and Blender also prints the traceback
    of an importer's exception.
    """
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(_is_error)
    kept = {descriptor: _to_nowhere(descriptor) for descriptor in _DESCRIPTORS}
    try:
        # Blender prints reports through Python's streams, which may differ from the descriptors.
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            yield
    finally:
        _flush()
        for descriptor, copy in kept.items():
            if copy is not None:
                os.dup2(copy, descriptor)
                os.close(copy)
        for logger in loggers:
            logger.removeFilter(_is_error)


def _to_nowhere(descriptor: int) -> int | None:
    """Point a descriptor at the null device; returns a copy of what it was, None where a GUI process has none."""
    _flush()
    try:
        kept = os.dup(descriptor)
    except OSError:
        return None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return kept


def _flush() -> None:
    """Flush what Python has buffered, while the descriptors still point where it belongs."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
