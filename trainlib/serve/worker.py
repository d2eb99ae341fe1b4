"""The one thread that runs networks: a queue by urgency, with a limit on requests of programs."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from trainlib.serve.limits import MAX_WAITING

T = TypeVar("T")

# Lower is sooner: a person who waits for a brush stroke or a download, then programs, then photos that were dropped.
NOW, PROGRAM, PHOTO, LATER = 0, 1, 2, 3


class QueueFullError(Exception):
    """Too many requests of programs are waiting; the message is one line for the client."""


class EndedError(Exception):
    """The server is ending and takes no more work; the message is one line for the client."""

    def __init__(self) -> None:
        super().__init__("the server is ending; try again when it runs")


class Worker:
    """Runs one piece of work at a time, in a thread of its own.

    There is only one, because a photo of 12 megapixels takes two cores and a gigabyte by itself, and because parts of
    the pipeline (numba's threads) are not thread-safe.

    Args:
        most_waiting: how many requests of programs may wait.
    """

    def __init__(self, most_waiting: int = MAX_WAITING) -> None:
        self.most_waiting = most_waiting
        self._heap: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._numbers = itertools.count()
        self._there = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="packshot-worker", daemon=True)
        self._thread.start()

    def submit(self, urgency: int, work: Callable[[], T]) -> Future[T]:
        """Queue work; the future holds its result or its error.

        Raises:
            QueueFullError: the work is a program's, and `most_waiting` others wait.
            EndedError: the worker is ending. The future raises it too, if the worker ends before this work.
        """
        future: Future[T] = Future()
        with self._there:
            if self._ended:
                raise EndedError
            waiting = sum(1 for one in self._heap if one[0] == PROGRAM)
            if urgency == PROGRAM and waiting >= self.most_waiting:
                raise QueueFullError(f"{waiting} requests are waiting already; try again in a few seconds")
            heapq.heappush(self._heap, (urgency, next(self._numbers), future, work))
            self._there.notify()
        return future

    def end(self) -> None:
        """Take no more work, and give `EndedError` to all that waits; the current work goes on."""
        with self._there:
            self._ended = True
            waiting = [future for *_, future, _ in self._heap]
            self._heap.clear()
            self._there.notify()
        for future in waiting:
            if future.set_running_or_notify_cancel():
                future.set_exception(EndedError())

    def stop(self) -> None:
        """End, and wait for the current work."""
        self.end()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._there:
                while not self._heap and not self._ended:
                    self._there.wait()
                if self._ended:
                    return
                *_, future, work = heapq.heappop(self._heap)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:  # the future carries the error; the thread goes on
                future.set_exception(error)
            del future, work  # else a result of many megabytes would stay until the next work
