"""Checks before every request: host, origin, token and size; and the rules on what a browser may load."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trainlib.serve.limits import MEGABYTE

COOKIE = "packshot"
CSRF_HEADER = "x-packshot-page"
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/static/", "/sign-in")  # open without a token: the page that asks for it, and its styles
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class TooLargeError(Exception):
    """The request is larger than allowed."""


class Guard:
    """Middleware that refuses before anything is read.

    - The Host header must name this computer. Else a page of another site, whose name was pointed at this computer,
      could read everything (DNS rebinding).
    - A request that changes something must come from a page of this server (its origin) and from the page's own script
      (a token in a header, which no form of another page can send). Programs send no origin.
    - If a token is set, everybody needs it: programs as a bearer token, browsers as a cookie.

    Args:
        app: the application behind it.
        token: the token, or None.
        hosts: names that the Host header may have; None for any, which only a token makes safe.
        most_bytes: the largest request.
    """

    def __init__(self, app: ASGIApp, token: str | None, hosts: tuple[str, ...] | None, most_bytes: int) -> None:
        self.app, self.token, self.hosts, self.most_bytes = app, token, hosts, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        so_far = 0

        async def counted() -> Message:
            """Receive and count bytes: a Content-Length may be missing or false."""
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > self.most_bytes:
                raise TooLargeError
            return message

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    found.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    found.setdefault("cache-control", "no-store")
            await send(message)

        async def send_unless_too_large(message: Message) -> None:
            # A framework sends an answer of its own when reading fails.
            if so_far <= self.most_bytes:
                await send_safe(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send_safe)
            return
        with suppress(TooLargeError):
            await self.app(scope, counted, send_unless_too_large)
        if so_far > self.most_bytes:
            await self._too_large()(scope, receive, send_safe)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        host = urlsplit(f"//{headers.get('host', '')}")
        if self.hosts is not None and host.hostname not in self.hosts:
            return _error(421, f"this server answers only to the name {self.hosts[0]}")
        path: str = scope["path"]
        if scope["method"] not in SAFE:
            if not _is_own_page(headers, host.netloc):
                return _error(403, "refused: the request comes from another site")
            is_page = not path.startswith(("/api/", "/sign-in"))
            if is_page and not secrets.compare_digest(headers.get(CSRF_HEADER, ""), scope["app"].state.csrf):
                return _error(403, "refused: the server was restarted since this page was loaded; reload it")
        if self.token is not None and not path.startswith(OPEN) and not self._knows_token(headers):
            if scope["method"] in SAFE and "text/html" in headers.get("accept", ""):
                return RedirectResponse("/sign-in", 303)
            refused = _error(401, "a token is needed: send Authorization: Bearer TOKEN")
            refused.headers["www-authenticate"] = "Bearer"
            return refused
        length = headers.get("content-length", "0")
        return self._too_large() if not length.isdecimal() or int(length) > self.most_bytes else None

    def _too_large(self) -> Response:
        return _error(413, f"larger than {self.most_bytes // MEGABYTE} MB, the largest allowed")

    def _knows_token(self, headers: Headers) -> bool:
        assert self.token is not None
        kind, _, sent = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and secrets.compare_digest(sent.strip().encode(), self.token.encode()):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and secrets.compare_digest(cookie.value.encode(), cookie_of(self.token).encode())


def cookie_of(token: str) -> str:
    """The cookie that stands for the token in a browser."""
    return hashlib.sha256(f"packshot cookie {token}".encode()).hexdigest()


def _is_own_page(headers: Headers, netloc: str) -> bool:
    """Whether a request comes from a page of this server, or from no page at all."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == netloc)


def _error(code: int, message: str) -> Response:
    return JSONResponse({"detail": message}, code)
