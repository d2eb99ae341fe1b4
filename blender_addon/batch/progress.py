"""The progress of a run in one line: repainted on a terminal, printed at intervals in a log."""

from __future__ import annotations

import time
from typing import TextIO

_EVERY_S = 0.2
_EVERY_S_LOG = 15.0
_BAR = 24


class Progress:
    """Prints done, total, pace and time left to `stream`."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._live = stream.isatty()
        self._began = time.monotonic()
        self._painted = -1e9
        self._width = 0

    def show(self, done: int, rejected: int, others: int = 0, force: bool = False) -> None:
        """Print `progress_line`, unless it was printed a moment ago; `force` prints it anyway."""
        now = time.monotonic()
        if not force and now - self._painted < (_EVERY_S if self._live else _EVERY_S_LOG):
            return
        self._painted = now
        line = progress_line(done, self._total, rejected, now - self._began, others)
        if self._live:
            full = round(_BAR * (done + others) / max(self._total, 1))
            self._write(f"\r[{'=' * full}{' ' * (_BAR - full)}] {line}")
        else:
            self._write(line + "\n")

    def note(self, text: str) -> None:
        """Print a line above the progress."""
        self._write(("\r" if self._live else "") + text, end="\n")
        self._width = 0
        if self._live:  # a log needs no progress line after each note
            self._painted = -1e9

    def close(self) -> None:
        """End the line that is being repainted."""
        if self._live and self._width:
            self._stream.write("\n")
        self._stream.flush()

    def _write(self, text: str, end: str = "") -> None:
        pad = " " * max(0, self._width - len(text)) if self._live else ""
        self._stream.write(text + pad + end)
        self._stream.flush()
        self._width = len(text)


def progress_line(done: int, total: int, rejected: int, elapsed_s: float, others: int = 0) -> str:
    """Such as "37/500 samples, 8.2 a minute, 56 min left, 3 drawn again"; pace and time after the first sample.

    Args:
        done: Samples that this run has made.
        total: Samples that were missing at the start.
        rejected: Attempts that were drawn again.
        elapsed_s: Seconds since the start.
        others: Samples that other runs on the same dataset have made in the meantime.
    """
    made = done + others
    parts = [f"{made}/{total} samples" + (f" ({others} by other runs)" if others else "")]
    if made and elapsed_s > 0:
        parts.append(f"{made / elapsed_s * 60:.1f} a minute")
        if made < total:
            parts.append(f"{duration((total - made) * elapsed_s / made)} left")
    if rejected:
        parts.append(f"{rejected} drawn again")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """A duration for people: "48 s", "56 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
