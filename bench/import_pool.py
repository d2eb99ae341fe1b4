"""A worker process that is asked line by line and may die: its death is an answer, and the next request has a new one.

Plain Python: whatever the worker runs, nothing of it is loaded here.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

KEEP = 40
"""Requests a worker answers before a fresh one takes its place: Blender keeps some memory of all that it reads."""


class Pool:
    """One worker at a time, which answers a line of JSON for each."""

    def __init__(self, command: Sequence[str], log: Path, timeout_s: float) -> None:
        self._command, self._log, self._timeout_s = list(command), log, timeout_s
        self._worker: subprocess.Popen[str] | None = None
        self._answered = 0

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The worker's answer; {"line": …, "crashed": True} where it dies or says nothing for `timeout_s`."""
        if self._answered >= KEEP:
            self.close()
        worker = self._worker or self._start()
        try:
            assert worker.stdin is not None and worker.stdout is not None
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            line = _line(worker.stdout, self._timeout_s)
        except BrokenPipeError:
            line = ""
        except TimeoutError:
            worker.kill()
            self._forget(worker)
            return {"line": f"no answer in {self._timeout_s:g} s", "crashed": True}
        if not line:
            return {"line": f"the process ended: {_ending(self._forget(worker))}", "crashed": True}
        self._answered += 1
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            assert self._worker.stdin is not None
            self._worker.stdin.close()
            try:
                self._worker.wait(10)
            except subprocess.TimeoutExpired:
                self._worker.kill()
            self._forget(self._worker)

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a", encoding="utf-8") as log:
            self._worker = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
            )
        self._answered = 0
        return self._worker

    def _forget(self, worker: subprocess.Popen[str]) -> int:
        """Its exit status, once it has ended."""
        status = worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._worker = None
        return status


def _line(answers: IO[str], timeout_s: float) -> str:
    """The next whole line, "" at the end.

    Raises:
        TimeoutError: None came in time. A line is written at once, so its beginning brings its end.
    """
    with selectors.DefaultSelector() as selector:
        selector.register(answers, selectors.EVENT_READ)
        until = time.monotonic() + timeout_s
        if not selector.select(max(until - time.monotonic(), 0.0)):
            raise TimeoutError
    return answers.readline()


def _ending(status: int) -> str:
    """How a process ended, from its exit status."""
    if status >= 0:
        return f"exit code {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
