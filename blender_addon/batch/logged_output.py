"""The output of a command: a closed pipe does not end a run, and a log file can keep the output."""

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
"""Seconds between two lines in the log of a line that a terminal repaints."""


class LoggedOutput(io.TextIOBase):
    """A stream that survives a closed pipe, as in `generate | head`, and may be copied to a log file."""

    def __init__(self, stream: TextIO, log: TextIO | None) -> None:
        self._stream, self._log = stream, log
        self._heard, self._line, self._painted = True, "", -_REPAINT_EVERY_S

    def write(self, text: str) -> int:
        """Print and log a text; on a closed pipe it is only logged."""
        self._keep(text)
        if self._heard:
            try:
                self._stream.write(text)
            except OSError:  # a closed pipe or terminal
                self._unheard()
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        if self._heard:
            try:
                self._stream.flush()
            except OSError:
                self._unheard()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._heard and self._stream.isatty()

    def _unheard(self) -> None:
        self._heard = False
        # Python flushes the stream again at exit, and would print an error.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def _keep(self, text: str) -> None:
        """Log whole lines with the time; of a repainted line only some states."""
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
def logged_output(log: Path | None) -> Iterator[None]:
    """Within the block, printed text goes through `LoggedOutput` and is appended to a log file.

    Raises:
        DatasetError: The file cannot be written.
    """
    with contextlib.ExitStack() as stack:
        kept = None
        if log is not None:
            with disk_errors("opening the log", log):
                kept = stack.enter_context(log.open("a", encoding="utf-8", errors="replace"))
        out, error = LoggedOutput(sys.stdout, kept), LoggedOutput(sys.stderr, kept)
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(error))
        try:
            yield
        finally:
            out.flush()
            error.flush()
