"""The HTML pages."""

from __future__ import annotations

import json
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from trainlib.inference.framing import FILL
from trainlib.serve.guard import COOKIE, cookie_of
from trainlib.serve.marketplaces import MARKETPLACES
from trainlib.serve.names import PATTERN
from trainlib.serve.studio import Studio, TheStudio

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def render(studio: Studio, request: Request, template: str, **values: object) -> HTMLResponse:
    """A page from a template; every value is escaped."""
    html = studio.templates.get_template(template).render(csrf=request.app.state.csrf, path=request.url.path, **values)
    return HTMLResponse(html)


@router.get("/")
def packshots(request: Request, studio: TheStudio) -> HTMLResponse:
    """The packshot page."""
    shops = {
        one.key: {
            "name": one.name,
            "canvas": f"{one.canvas[0]}x{one.canvas[1]}",
            "fill": FILL,
            "white": one.white,
            "file_type": one.file_types[0],
        }
        for one in MARKETPLACES.values()
    }
    return render(
        studio,
        request,
        "packshots.html",
        shops=MARKETPLACES.values(),
        shops_json=json.dumps(shops),
        has_relight=studio.engine.relight is not None,
        pattern=PATTERN,
        corrections=str(studio.corrections),
    )


@router.get("/api")
def api_page(request: Request, studio: TheStudio) -> HTMLResponse:
    """The page on the API."""
    return render(studio, request, "api.html", base=str(request.base_url), has_token=studio.token is not None)


@router.get("/sign-in")
def sign_in_page(request: Request, studio: TheStudio) -> Response:
    """The page that asks for the token."""
    return render(studio, request, "sign_in.html", wrong=False)


@router.post("/sign-in")
def sign_in(request: Request, studio: TheStudio, token: Annotated[str, Form()]) -> Response:
    """Set the cookie that stands for the token, if the token is right."""
    if studio.token is None:
        return RedirectResponse("/", 303)
    if not secrets.compare_digest(token.strip().encode(), studio.token.encode()):
        page = render(studio, request, "sign_in.html", wrong=True)
        page.status_code = 401
        return page
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE, cookie_of(studio.token), httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer
