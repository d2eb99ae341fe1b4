"""A server on the loopback that serves files well, or badly in the ways that the web does."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Served:
    """A file, and how it is served."""

    data: bytes
    cut: int | None = None
    """Bytes after which the first answer's connection ends."""
    slow_s: float = 0.0
    """Pause after each kilobyte."""
    announce: int | str | None = None
    """A Content-Length that is a lie."""
    redirect: str = ""
    reason: str | None = None
    """What the status says in words."""
    status: int = 0
    """Answered instead of the file, `failures` times."""
    failures: int = 10**9
    ranges: bool = True
    tag: str = '"1"'


@dataclass
class Server:
    """What it serves by path, and what it was asked."""

    origin: str
    files: dict[str, Served] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and Range header of each request, in their order."""
    _seen: Counter[str] = field(default_factory=Counter)


class _Web(ThreadingHTTPServer):
    shown: Server


class _Handler(BaseHTTPRequestHandler):
    server: _Web

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        server = self.server.shown
        served = server.files.get(self.path)
        server.asked.append((self.path, self.headers.get("Range", "")))
        server._seen[self.path] += 1
        first = server._seen[self.path] == 1
        if served is None:
            self.send_error(404)
        elif served.redirect:
            self.send_response(302)
            self.send_header("Location", served.redirect)
            self.end_headers()
        elif served.status and server._seen[self.path] <= served.failures:
            self.send_response(served.status, served.reason)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._send(served, first)

    def _send(self, served: Served, first: bool) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", served.tag) == served.tag
        begin = int(wanted[1]) if wanted and served.ranges and same else 0
        if begin >= len(served.data) > 0:
            self.send_error(416)
            return
        body = served.data[begin:]
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(served.data) - 1}/{len(served.data)}")
        self.send_header("Content-Length", str(len(body) if served.announce is None else served.announce))
        if served.tag:
            self.send_header("ETag", served.tag)
        self.end_headers()
        if first and served.cut is not None:
            body = body[: served.cut]
        step = 1024 if served.slow_s else len(body) or 1
        for start in range(0, len(body), step):
            try:
                self.wfile.write(body[start : start + step])
            except OSError:
                return
            time.sleep(served.slow_s)


@contextmanager
def serving() -> Iterator[Server]:
    """A server while the block runs."""

    web = _Web(("127.0.0.1", 0), _Handler)
    web.daemon_threads = True
    server = web.shown = Server(f"http://127.0.0.1:{web.server_port}")
    thread = threading.Thread(target=web.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()


def sha256(data: bytes) -> str:
    """As a list of assets gives it."""
    return hashlib.sha256(data).hexdigest()


def entry(asset_id: str, kind: str, files: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    """An asset of a list."""
    known = {"author": "A. Maker", "licence": "CC0-1.0", "page": "https://example.org/a", "verified": "files"}
    return {"id": asset_id, "kind": kind, **known, "files": files, **more}


def write_list(path: Path, origins: list[str], entries: list[dict[str, Any]]) -> Path:
    """Write a list of assets."""
    data = {"format": "packshot-assets", "format_version": 2, "origins": origins, "assets": entries}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path
