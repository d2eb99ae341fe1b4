"""The application: the pages, their requests and the API, behind one guard."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from trainlib.checkpoints import CheckpointError
from trainlib.images.errors import PhotoError
from trainlib.inference.options import OptionError
from trainlib.serve import api, brush_routes, mine_routes, page_routes, pages, vote_routes
from trainlib.serve.guard import Guard
from trainlib.serve.limits import MAX_UPLOAD_MB, MEGABYTE
from trainlib.serve.names import PatternError
from trainlib.serve.studio import Studio
from trainlib.serve.worker import EndedError, QueueFullError

HERE = Path(__file__).parent

ABOUT = """Cuts products out of photos and lays them on pure white, as `python -m trainlib predict` does.

Options have the names and meanings of `predict`, and a PNG is the same byte for byte.
Every error is `{"detail": "one line"}`."""


def make_app(studio: Studio, hosts: tuple[str, ...] | None, most_bytes: int = MAX_UPLOAD_MB * MEGABYTE) -> FastAPI:
    """The application.

    Args:
        studio: networks, photos and folders.
        hosts: names under which it may be asked, see `Guard`.
        most_bytes: the largest request.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        studio.resume()
        yield
        studio.stop()

    app = FastAPI(
        title="Packshot",
        version=_version(),
        description=ABOUT,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # Swagger's page loads scripts from elsewhere
        redoc_url=None,
    )
    app.state.studio = studio
    app.state.csrf = secrets.token_urlsafe(24)
    app.include_router(api.router)
    app.include_router(brush_routes.router)  # first: else page_routes would take photo.jpg for a side
    app.include_router(page_routes.router)
    app.include_router(mine_routes.router)
    app.include_router(vote_routes.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _explain_errors(app)
    app.add_middleware(Guard, token=studio.token, hosts=hosts, most_bytes=most_bytes)
    return app


def _explain_errors(app: FastAPI) -> None:
    """Answer each error of a client with one line."""

    async def asked_wrongly(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 422)

    async def not_valid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        lines = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors()]
        return JSONResponse({"detail": "; ".join(lines)}, 422)

    async def not_now(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503, {"retry-after": "5"})

    async def no_disk(_: Request, error: Exception) -> JSONResponse:
        reason = getattr(error, "strerror", None) or str(error)
        return JSONResponse({"detail": f"the server cannot write to its disk: {reason}"}, 507)

    for kind in (PhotoError, OptionError, CheckpointError, PatternError):
        app.add_exception_handler(kind, asked_wrongly)
    app.add_exception_handler(RequestValidationError, not_valid)
    app.add_exception_handler(QueueFullError, not_now)
    app.add_exception_handler(EndedError, not_now)
    app.add_exception_handler(OSError, no_disk)


def _version() -> str:
    try:
        return version("packshot")
    except PackageNotFoundError:  # run from a checkout
        return "0"
