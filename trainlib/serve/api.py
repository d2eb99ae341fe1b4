"""The API for programs: a photo in, a PNG out, in the same queue as the page's photos."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Form, HTTPException, Response, UploadFile
from pydantic import BaseModel, Field

from trainlib.checkpoints import CheckpointError
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.framing import reframe
from trainlib.report.contact_sheet import UNSURE
from trainlib.serve.encoding import MEDIA_TYPES, encode
from trainlib.serve.engine import Engine
from trainlib.serve.photo_options import Asked, PackshotOptions, Quality, read_options
from trainlib.serve.studio import Studio, TheStudio, failure_line
from trainlib.serve.uploads import as_file
from trainlib.serve.worker import PROGRAM, EndedError, QueueFullError

router = APIRouter(prefix="/api", tags=["photos"])

Answer = tuple[bytes, float]


class Problem(BaseModel):
    """The reason why there is no image."""

    detail: str


CODES = {
    401: "a token is needed",
    413: "larger than the server takes",
    422: "the photo cannot be read, or the options contradict each other",
    500: "an unexpected error while the photo was processed",
    503: "too many are waiting, or the server is ending; try again after `Retry-After` seconds",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": words} for code, words in CODES.items()
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the image",
        "content": {kind: {} for kind in MEDIA_TYPES.values()},
        "headers": {
            "X-Packshot-Confidence": {
                "description": f"from 0 to 1; below {UNSURE} a person should look",
                "schema": {"type": "number"},
            }
        },
    },
    **ERRORS,
}


class CutoutForm(Quality):
    """A photo and how it is cut out."""

    photo: UploadFile = Field(description="JPEG, PNG, WebP, TIFF or HEIC, up to 120 megapixels")


class PackshotForm(PackshotOptions, CutoutForm):
    """A photo, how it is cut out, and how its packshot looks."""


MULTIPART = Form(media_type="multipart/form-data")


@router.post("/cutout", response_class=Response, responses=PICTURE, summary="A photo's cut-out, PNG with transparency")
async def cutout(form: Annotated[CutoutForm, MULTIPART], studio: TheStudio) -> Response:
    """The bytes of `predict`'s NAME.cutout.png: the product in its own colours, without the old background's halo."""
    asked = read_options(PackshotOptions.model_validate({}), studio.engine, form)
    return await _answer(studio, form.photo, partial(_cutout, studio.engine, asked), "image/png")


@router.post("/packshot", response_class=Response, responses=PICTURE, summary="A photo's packshot on pure white")
async def packshot(form: Annotated[PackshotForm, MULTIPART], studio: TheStudio) -> Response:
    """The bytes of `predict`'s NAME.packshot.png with the same options; or the same pixels as JPEG or WebP."""
    asked = read_options(form, studio.engine, form)
    return await _answer(studio, form.photo, partial(_packshot, studio.engine, asked), MEDIA_TYPES[asked.file_type])


async def _answer(studio: Studio, photo: UploadFile, work: Callable[[Path], Answer], media_type: str) -> Response:
    """The result of the worker for a photo.

    Raises:
        PhotoError: it cannot be read.
        QueueFullError: too many wait.
        EndedError: the server is ending.
        HTTPException: it failed otherwise.
    """
    loop = asyncio.get_running_loop()
    uploaded = as_file(studio, photo)
    path = await loop.run_in_executor(None, uploaded.__enter__)
    try:
        data, confidence = await asyncio.wrap_future(studio.worker.submit(PROGRAM, partial(work, path)))
    except (PhotoError, CheckpointError, OSError, QueueFullError, EndedError):
        raise
    except asyncio.CancelledError as error:
        raise EndedError from error  # it did not end in time
    except Exception as error:
        raise HTTPException(500, failure_line(error)) from error
    finally:
        uploaded.__exit__(None, None, None)
    return Response(data, media_type=media_type, headers={"X-Packshot-Confidence": f"{confidence:.4f}"})


def _cutout(engine: Engine, asked: Asked, path: Path) -> Answer:
    result = engine.pipeline(asked.settings)(read_photo(path))
    return encode(np.dstack([result.foreground, result.mask]), "png"), result.confidence


def _packshot(engine: Engine, asked: Asked, path: Path) -> Answer:
    result = engine.pipeline(asked.settings)(read_photo(path))
    framed = result.packshot if asked.frame is None else reframe(result.packshot, result.mask, asked.frame)
    return encode(framed, asked.file_type), result.confidence
