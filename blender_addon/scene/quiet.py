"""The glTF importer's chatter kept off standard output, where a worker's events go."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# One name a generation of the importer: it sets these loggers' levels itself, so that only a filter lasts.
LOGGERS = ("glTFImporter", "glTF-Blender-IO", "io_scene_gltf2")


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


@contextmanager
def quiet_gltf() -> Iterator[None]:
    """Let only errors of the importer through, and nothing of its Draco decoder, which writes to file
    descriptor 1.
    """
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addFilter(_is_error)
    kept = _stdout_to_nowhere()
    try:
        yield
    finally:
        if kept is not None:
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)
        for logger in loggers:
            logger.removeFilter(_is_error)


def _stdout_to_nowhere() -> int | None:
    """Point descriptor 1 at the null device; returns a copy of what it was, or None where the process has
    none (a GUI).
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        kept = os.dup(1)
    except OSError:
        return None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return kept
