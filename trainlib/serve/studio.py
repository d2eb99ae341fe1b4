"""The state of one server: networks, photos, the worker and folders."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends, HTTPException, Request
from jinja2 import Environment, PackageLoader, StrictUndefined

from trainlib.console.hints import innermost
from trainlib.images.errors import PhotoError
from trainlib.process.memory import is_out_of_memory
from trainlib.serve import results
from trainlib.serve.engine import Engine
from trainlib.serve.entries import Entries, Entry, Gone
from trainlib.serve.mining import Mining
from trainlib.serve.previews import Previews
from trainlib.serve.votes import Poll
from trainlib.serve.worker import PHOTO, EndedError, Worker

T = TypeVar("T")


@dataclass
class Studio:
    """The state of one server.

    Attributes:
        engine: the networks.
        folder: holds photos, corrections and unfinished uploads.
        corrections: the folder for corrected cut-outs.
        token: the token, or None.
        worker: runs the networks.
        entries: the photos of the page.
        previews: the previews of these photos.
        mining: the proposals of the mining page, or None.
        poll: the poll of the voting page, or None.
        templates: the templates of the pages.
    """

    engine: Engine
    folder: Path
    corrections: Path
    token: str | None = None
    worker: Worker = field(default_factory=Worker)
    mining: Mining | None = None
    poll: Poll | None = None
    entries: Entries = field(init=False)
    previews: Previews = field(init=False)
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.entries = Entries(self.folder / "photos")
        self.previews = Previews(self.engine, self.entries, self.worker)
        self.templates = Environment(
            loader=PackageLoader("trainlib.serve", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # Unfinished uploads are on the same disk, so that a rename moves them.
        self.uploads = tempfile.TemporaryDirectory(prefix=".uploads-", dir=self.folder)

    def resume(self) -> None:
        """Queue the photos that an earlier server did not finish, or made with other networks."""
        for entry in self.entries.all():
            if entry.state != "failed" and not results.is_made(self.engine, self.entries, entry):
                self.queue(self.entries.change(entry.id, state="waiting"))

    def queue(self, entry: Entry) -> None:
        """Queue a photo. If the server is ending, its next start makes the packshot."""
        with suppress(EndedError):
            self.worker.submit(PHOTO, self._making(entry.id))

    def stop(self) -> None:
        """End the worker; finished results stay."""
        self.worker.stop()
        self.uploads.cleanup()

    def _making(self, photo: str) -> Callable[[], None]:
        def work() -> None:
            try:
                results.make(self.engine, self.entries, photo)
            except Gone:
                return
            except Exception as error:  # an unexpected error with one photo must not stop the others
                try:
                    self.entries.change(photo, state="failed", error=failure_line(error))
                except (Gone, OSError):
                    return

        return work


def failure_line(error: BaseException) -> str:
    """The reason why a photo has no result, in one line."""
    if isinstance(error, (PhotoError, EndedError)):
        return str(error)
    if isinstance(error, OSError):
        return f"the server cannot write to its disk: {error.strerror or error}"
    if is_out_of_memory(error):
        return "not enough memory for this photo; make it smaller"
    return f"failed on this photo; please report it: {type(error).__name__}: {innermost(str(error))}"


def studio_of(request: Request) -> Studio:
    """The server's state, for a route."""
    studio: Studio = request.app.state.studio
    return studio


def started_with(part: T | None, option: str) -> T:
    """A part of the server that needs an option.

    Raises:
        HTTPException: the server was started without the option.
    """
    if part is None:
        raise HTTPException(404, f"the server was started without {option}")
    return part


def entry_of(photo: str, request: Request) -> Entry:
    """The photo of a route's path.

    Raises:
        HTTPException: there is none.
    """
    try:
        return studio_of(request).entries.get(photo)
    except Gone as error:
        raise HTTPException(404, "no such photo; it may have been removed in another tab") from error


TheStudio = Annotated[Studio, Depends(studio_of)]
TheEntry = Annotated[Entry, Depends(entry_of)]
