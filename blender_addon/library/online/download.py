"""Downloads one file: resumable, from known origins only, never longer than announced.

By `urllib` and not by a library on top of it, see docs/architecture.md. It uses the environment's proxies.
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from ..credits import LibraryError
from .manifest import MOST_BYTES, OnlineFile, origin_of

TRIES = 5
TIMEOUT_S = 30.0
"""Seconds without data after which the connection counts as lost."""
_PAUSES_S = (0.5, 2.0, 5.0, 10.0)
_CHUNK = 1 << 16
# ambientCG refuses clients without a User-Agent.
_AGENT = "Packshot (assets fetch)"
_LENGTH = re.compile(r"[0-9]{1,18}")
_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")


class DownloadError(LibraryError):
    """A file that cannot be had; one line."""


class StoppedError(Exception):
    """The user stopped the fetch."""


class _LostError(Exception):
    """The connection broke, or the server asked to try again later."""


class _UnreachableError(_LostError):
    """No connection at all: worth one more try."""


class _KnownOriginsOnly(HTTPRedirectHandler):
    """Follows a redirect only to an origin of the list."""

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        """The request to follow.

        Raises:
            DownloadError: It leads to another scheme or host than the list of assets names.
        """
        if origin_of(newurl) not in self._origins:
            shown = newurl.split("?")[0][:120]
            raise DownloadError(f"{req.full_url}: redirects to {shown!r}, which the list of assets does not name")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def opener_for(origins: frozenset[str]) -> OpenerDirector:
    """The opener of a `Download`; threads may share it."""
    return build_opener(_KnownOriginsOnly(origins))


@dataclass(frozen=True)
class Download:
    """One file to fetch into `part`. The caller compares the checksum.

    Attributes:
        opener: From `opener_for`.
        file: What to fetch.
        part: The unfinished file; stays when the download fails or is stopped.
        size: Bytes that the file must have; None if unknown.
        stop: Ends the download at the next bytes.
        count: Called with the number of new bytes; negative if some were discarded.
    """

    opener: OpenerDirector
    file: OnlineFile
    part: Path
    size: int | None
    stop: threading.Event
    count: Callable[[int], None]

    def run(self) -> None:
        """Fetch the file, and resume an earlier try.

        Raises:
            DownloadError: The file cannot be had, or is not as announced.
            StoppedError: `stop` was set.
        """
        self.part.parent.mkdir(parents=True, exist_ok=True)
        if self.part.is_file():
            self.count(self.part.stat().st_size)
        for attempt in range(TRIES):
            try:
                self._attempt()
                return
            except _LostError as error:
                if attempt == TRIES - 1 or (attempt and isinstance(error, _UnreachableError)):
                    raise DownloadError(f"{self.file.url}: {error}; the same command continues from there") from None
                if self.stop.wait(_PAUSES_S[attempt]):
                    raise StoppedError from None

    def _attempt(self) -> None:
        url = self.file.url
        mark_file = self.part.with_name(self.part.name + ".version")
        mark = mark_file.read_text(encoding="utf-8") if mark_file.is_file() else ""
        there = self.part.stat().st_size if self.part.is_file() else 0
        # Without the server's version and without a checksum, the unfinished file may be part of another version: begin
        # again.
        safe = mark or self.file.sha256 or self.file.md5
        if there and (not safe or (self.size is not None and there > self.size)):
            self.part.unlink()
            self.count(-there)
            there = 0
        if there and there == self.size:
            return
        request = Request(url, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"})
        if there:
            request.add_header("Range", f"bytes={there}-")
            if mark:
                request.add_header("If-Range", mark)
        try:
            with self.opener.open(request, timeout=TIMEOUT_S) as response:
                begin, whole = _announced(url, response, there, self.size)
                mark_file.write_text(_version_of(response), encoding="utf-8")
                if begin < there:
                    self.count(-there)
                with self.part.open("r+b" if begin else "wb") as target:
                    target.seek(begin)
                    end = self._copy(response, target, begin, whole)
        except HTTPError as error:
            if error.code == 416:  # the unfinished file is no beginning of this one
                self.part.unlink(missing_ok=True)
                self.count(-there)
            if error.code in (408, 416, 425, 429) or error.code >= 500:
                raise _LostError(f"the server answers {error.code} {error.reason}") from None
            raise DownloadError(f"{url}: the server answers {error.code} {error.reason}") from None
        except URLError as error:
            raise _UnreachableError(f"no connection ({error.reason})") from None
        except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
            raise _LostError(f"the connection broke ({error or type(error).__name__})") from None
        if whole is not None and end < whole:
            raise _LostError(f"the connection ended after {end} of {whole} bytes")
        mark_file.unlink(missing_ok=True)

    def _copy(self, response: http.client.HTTPResponse, target: IO[bytes], end: int, whole: int | None) -> int:
        """Write the bytes that arrive; returns the offset at which they end."""
        most = MOST_BYTES if whole is None else whole
        while chunk := response.read1(_CHUNK):
            if self.stop.is_set():
                raise StoppedError
            if end + len(chunk) > most:
                raise DownloadError(f"{self.file.url}: the server sends more than {most} bytes")
            target.write(chunk)
            end += len(chunk)
            self.count(len(chunk))
        return end


def _announced(url: str, response: http.client.HTTPResponse, there: int, size: int | None) -> tuple[int, int | None]:
    """The offset at which the answer begins, and the length of the whole file, if known."""
    length = response.headers.get("Content-Length", "")
    begin, whole = 0, int(length) if _LENGTH.fullmatch(length) else None
    if response.status == 206:
        match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if match is None or int(match[1]) != there:
            raise DownloadError(f"{url}: the server sends another part than was asked for")
        begin, whole = there, None if match[2] == "*" else int(match[2])
    if size is not None and whole is not None and whole != size:
        raise DownloadError(f"{url}: the server announces {whole} bytes, expected {size}")
    if whole is not None and whole > MOST_BYTES:
        raise DownloadError(f"{url}: the server announces {whole} bytes, more than the {MOST_BYTES} allowed")
    return begin, whole if size is None else size


def _version_of(response: http.client.HTTPResponse) -> str:
    """The server's version of the file for If-Range; a weak ETag is not valid there."""
    tag: str = response.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
