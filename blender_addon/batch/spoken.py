"""What a command says, to whoever still listens: a pipe that closes does not end a run, and a file can keep it all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..dataset.files import disk_errors

_REPAINT_EVERY_S = 15.0
"""Seconds between two lines of the file for a line that a terminal repaints."""


class Spoken(io.TextIOBase):
    """A stream whose reader may go, as in `generate | head`, and that a file may keep."""

    def __init__(self, stream: TextIO, log: TextIO | None) -> None:
        self._stream, self._log = stream, log
        self._heard, self._line, self._painted = True, "", -_REPAINT_EVERY_S

    def write(self, text: str) -> int:
        """Say and keep a text; what nobody can take any more is dropped."""
        self._keep(text)
        if self._heard:
            try:
                self._stream.write(text)
            except OSError:  # a closed pipe, or a terminal that has gone
                self._unheard()
        return len(text)

    def flush(self) -> None:
        """Have it said now."""
        if self._heard:
            try:
                self._stream.flush()
            except OSError:
                self._unheard()

    def isatty(self) -> bool:
        """Whether a terminal listens."""
        return self._heard and self._stream.isatty()

    def _unheard(self) -> None:
        self._heard = False
        # Python flushes the stream once more as it ends, and would complain.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def _keep(self, text: str) -> None:
        """Whole lines go to the file with the time; of a line that is repainted, some states."""
        if self._log is None:
            return
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._note(line.rpartition("\r")[2])
        if "\r" in self._line:
            self._line = self._line.rpartition("\r")[2]
            if time.monotonic() - self._painted > _REPAINT_EVERY_S:
                self._painted = time.monotonic()
                self._note(self._line)

    def _note(self, line: str) -> None:
        if self._log is None or not line.strip():
            return
        try:
            self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line.rstrip()}\n")
            self._log.flush()
        except OSError:  # its disk is full: the run is worth more than its log
            self._log = None


@contextlib.contextmanager
def spoken(log: Path | None) -> Iterator[None]:
    """Within it, what is printed is `Spoken`, and kept in a file that is appended to.

    Raises:
        DatasetError: The file cannot be written.
    """
    with contextlib.ExitStack() as stack:
        kept = None
        if log is not None:
            with disk_errors("opening the log", log):
                kept = stack.enter_context(log.open("a", encoding="utf-8", errors="replace"))
        out, error = Spoken(sys.stdout, kept), Spoken(sys.stderr, kept)
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(error))
        try:
            yield
        finally:
            out.flush()
            error.flush()
