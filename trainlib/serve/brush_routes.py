"""Requests of the brush: photo and mask, strokes, the network on a crop, undo, and keeping a correction."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from trainlib.images.arrays import UInt8Array
from trainlib.inference.outputs import encode_png
from trainlib.serve import edits, results, small
from trainlib.serve.brush import Mode, Patch, Point, ask_again, paint
from trainlib.serve.corrections import keep
from trainlib.serve.entries import Entry
from trainlib.serve.page_routes import described, ready
from trainlib.serve.studio import TheEntry, TheStudio
from trainlib.serve.worker import NOW

router = APIRouter(prefix="/page/photos/{photo}", include_in_schema=False)

Share = Annotated[float, Field(ge=0, le=1)]


class Changed(BaseModel):
    """A change, and the version of the mask that it changes."""

    edits: int


class Stroke(Changed):
    """A stroke of the brush, see `brush.paint`."""

    mode: Mode
    radius: Annotated[float, Field(gt=0, le=0.5)]
    points: Annotated[list[tuple[Share, Share]], Field(min_length=1, max_length=4000)]


class Click(Changed):
    """Where the network runs again, see `brush.ask_again`."""

    x: Share
    y: Share
    radius: Annotated[float, Field(gt=0, le=1)]


@router.get("/photo.jpg")
def photo(entry: TheEntry, studio: TheStudio) -> FileResponse:
    """The photo at screen size."""
    ready(entry)
    return FileResponse(studio.entries.path(entry) / small.PHOTO, media_type="image/jpeg")


@router.get("/mask.png")
def mask(entry: TheEntry, studio: TheStudio) -> Response:
    """The mask at screen size, grey."""
    ready(entry)
    return Response(encode_png(small.read(studio.entries.path(entry)).mask), media_type="image/png")


@router.post("/strokes")
def strokes(entry: TheEntry, studio: TheStudio, stroke: Stroke) -> dict[str, Any]:
    """Paint a stroke."""
    ready(entry)
    points: list[Point] = stroke.points

    def make(image: UInt8Array, found: UInt8Array) -> Patch:
        return paint(image, found, points, stroke.radius, stroke.mode)

    return _done(partial(edits.change, studio, entry, stroke.edits, make))


@router.post("/network")
def network(entry: TheEntry, studio: TheStudio, click: Click) -> dict[str, Any]:
    """Run the network again on a crop around a click."""
    ready(entry)
    pipeline = studio.engine.pipeline(studio.engine.settings)

    def make(image: UInt8Array, found: UInt8Array) -> Patch | None:
        work = partial(ask_again, pipeline, image, found, (click.x, click.y), click.radius)
        return studio.worker.submit(NOW, work).result()

    return _done(partial(edits.change, studio, entry, click.edits, make))


@router.post("/undo")
def undo(entry: TheEntry, studio: TheStudio, changed: Changed) -> dict[str, Any]:
    """Undo the last change."""
    ready(entry)
    return _done(partial(edits.step, studio, entry, changed.edits, True))


@router.post("/redo")
def redo(entry: TheEntry, studio: TheStudio, changed: Changed) -> dict[str, Any]:
    """Redo a change that was undone."""
    ready(entry)
    return _done(partial(edits.step, studio, entry, changed.edits, False))


@router.post("/reset")
def reset(entry: TheEntry, studio: TheStudio, changed: Changed) -> dict[str, Any]:
    """The mask as the network had it."""
    ready(entry)
    return _done(partial(edits.reset, studio, entry, changed.edits))


@router.post("/keep")
async def keep_correction(entry: TheEntry, studio: TheStudio, changed: Changed) -> dict[str, Any]:
    """Keep the photo with its corrected cut-out, for training."""
    ready(entry)
    if entry.edits != changed.edits:
        raise HTTPException(409, "it was changed in another tab; look at it again")
    folder = studio.entries.path(entry)

    def work() -> str:
        cutout = results.cutout_of(studio.engine, folder, entry)
        out, name = studio.corrections, entry.kept
        if studio.mining is not None and (mined := studio.mining.name_of(entry.proposal)):
            # A photo from the mining page belongs to its dataset.
            out, name = studio.mining.out, mined
        return keep(out, entry.name, folder / entry.original, cutout, name)

    kept = await asyncio.wrap_future(studio.worker.submit(NOW, work))
    return described(studio.entries.change(entry.id, kept=kept))


def _done(work: partial[Entry]) -> dict[str, Any]:
    """The photo after a change of its mask.

    Raises:
        HTTPException: another tab changed it meanwhile.
    """
    try:
        return described(work())
    except edits.StaleError as error:
        raise HTTPException(409, str(error)) from error
