"""One worker process: started with a job file, followed through its log, ended on request.

Its output goes to a file that is read as it grows. So nothing here blocks, no thread is needed, and Blender's own
output does no harm.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .ending import crashed, exit_words, last_words
from .events import (
    AssetOpened,
    AssetRead,
    Event,
    SampleDone,
    SampleElsewhere,
    SampleFailed,
    SampleThere,
    WorkerFull,
    WorkerStarted,
    read_event,
)

JOB = "job.json"
_ENDS = (SampleDone, SampleThere, SampleElsewhere, SampleFailed)
"""Events after which a worker starts its next id."""
_MOST_ASKED_S = 5.0
"""The most seconds that count as silence between two polls."""
_GRACE_S = 3.0
"""Seconds between asking a process to end and killing it."""


class WorkerProcess:
    """A process that renders the ids of one job."""

    def __init__(
        self, ids: Sequence[int], command: Sequence[str], folder: Path, inherited: Sequence[int] = (), slot: int = 0
    ) -> None:
        """Start `command` with the path of the job file in `folder` as the last argument.

        Args:
            ids: The ids of the job.
            command: The command of a worker.
            folder: Holds the job as JOB; also gets the worker's log and temporary files.
            inherited: File descriptors that stay open in the worker.
            slot: The number of this worker among those at work.

        Raises:
            OSError: The command cannot be run.
        """
        self.slot = slot
        self.left: list[int] = list(ids)
        """Ids without a final event, in the order in which the worker takes them."""
        self.started = False
        """Whether the worker has reported that it started."""
        self.full = False
        """Whether it has ended in order because it used too much memory."""
        self.hung = False
        """Whether it was ended because it hung."""
        self.silent_s = 0.0
        """Seconds since the last event, or since the start."""
        self.reading: AssetOpened | None = None
        """The asset whose files Blender is reading."""
        self._asked = time.monotonic()
        self._end_at: float | None = None
        self._read = 0
        self._log = folder / "log.txt"
        # Temporary files of a killed Blender are deleted together with this folder.
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(folder / JOB)],
                # Kept open while this process lives. A worker with a closed input knows that its supervisor has ended.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **temporary, "PYTHONUNBUFFERED": "1"},
                # In a new session, so that Ctrl-C reaches the supervisor only, which then ends its workers.
                start_new_session=os.name == "posix",
                pass_fds=tuple(inherited),
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process still runs; one that ignores the request to end is killed here."""
        if self._end_at is not None and time.monotonic() > self._end_at:
            self._process.kill()
        return self._process.poll() is None

    def events(self) -> list[Event]:
        """The events since the last call; `left` is updated."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        found = [event for line in whole.splitlines() if (event := read_event(line)) is not None]
        now = time.monotonic()
        # A long time without a poll, such as while the machine slept, says nothing about the worker.
        self.silent_s += min(now - self._asked, _MOST_ASKED_S)
        self._asked = now
        for event in found:
            self.silent_s = 0.0
            self.started = self.started or isinstance(event, WorkerStarted)
            self.full = self.full or isinstance(event, WorkerFull)
            if isinstance(event, (AssetOpened, AssetRead)):
                self.reading = event if isinstance(event, AssetOpened) else None
            if isinstance(event, _ENDS) and event.id in self.left:
                self.left.remove(event.id)
        return found

    def end(self) -> None:
        """Ask the process to end; `alive` kills it later if it does not."""
        if self._process.poll() is None and self._end_at is None:
            self._process.terminate()
            self._end_at = time.monotonic() + _GRACE_S

    def last_words(self) -> str:
        """The line of its output that explains why it ended; "" if there is none."""
        lines = self._log.read_bytes()[-65536:].decode("utf-8", "replace").splitlines()
        return last_words([line for line in lines if read_event(line.encode()) is None])

    def exit_words(self) -> str:
        """How the process ended, in words: "exit code 1", "signal 9"."""
        return exit_words(self._process.returncode)

    def crashed(self) -> bool:
        """Whether the process crashed."""
        return crashed(self._process.returncode)

    def close(self) -> None:
        """Release a process that has ended."""
        if self._process.stdin:
            self._process.stdin.close()
