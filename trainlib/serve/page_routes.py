"""Requests of the packshot page: adding and removing photos, previews, marketplaces' checks and downloads."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import Field

from trainlib.report.contact_sheet import UNSURE
from trainlib.serve import results
from trainlib.serve.downloads import one_file, stream_zip
from trainlib.serve.encoding import MEDIA_TYPES, encode_preview
from trainlib.serve.entries import Entry
from trainlib.serve.marketplaces import MARKETPLACES, refusals
from trainlib.serve.names import PATTERN
from trainlib.serve.photo_options import PackshotOptions, read_options
from trainlib.serve.studio import TheEntry, TheStudio
from trainlib.serve.uploads import as_file
from trainlib.serve.worker import NOW

router = APIRouter(prefix="/page", include_in_schema=False)

MOST_SIDE = 1600


class PageOptions(PackshotOptions):
    """The page's settings: those of a packshot, the marketplace, and the pattern of file names."""

    shop: Literal["", "amazon", "ebay", "zalando", "google"] = ""
    names: str = Field(PATTERN, max_length=200)


Options = Annotated[PageOptions, Query()]


def described(entry: Entry) -> dict[str, Any]:
    """A photo as the page's script knows it."""
    values = asdict(entry)
    del values["original"], values["made_with"]
    return {**values, "unsure": entry.state == "done" and not entry.corrected and entry.confidence < UNSURE}


@router.get("/photos")
def changes(request: Request, studio: TheStudio, since: int = 0, epoch: str = "") -> dict[str, Any]:
    """The changes since a version; everything if the server was restarted."""
    anew = epoch != studio.entries.epoch
    version, changed, gone = studio.entries.changes(0 if anew else since)
    return {
        "epoch": studio.entries.epoch,
        "version": version,
        "photos": [described(one) for one in changed],
        "gone": [] if anew else gone,
    }


@router.post("/photos", status_code=201)
def add(photo: Annotated[UploadFile, File()], studio: TheStudio) -> dict[str, Any]:
    """Add a photo to the queue."""
    with as_file(studio, photo) as path:

        def place(target: Path) -> None:
            shutil.move(path, target)

        entry = studio.entries.add(photo.filename or "photo", place)
    studio.queue(entry)
    return described(entry)


@router.delete("/photos/{photo}", status_code=204)
def remove(entry: TheEntry, studio: TheStudio) -> None:
    """Remove a photo and its results from this computer; kept corrections stay."""
    studio.entries.remove(entry.id)


@router.post("/photos/{photo}/again")
def again(entry: TheEntry, studio: TheStudio) -> dict[str, Any]:
    """Make the results of a photo again; corrections are lost."""
    if entry.state in ("waiting", "working"):
        return described(entry)
    changed = studio.entries.change(entry.id, state="waiting", error="")
    studio.queue(changed)
    return described(changed)


@router.get("/photos/{photo}/{side}.jpg")
def preview(
    entry: TheEntry,
    studio: TheStudio,
    side: Literal["before", "after"],
    options: Options,
    size: Annotated[int, Query(ge=16, le=MOST_SIDE)] = 1000,
) -> Response:
    """The photo or its packshot at screen size, on the same canvas."""
    ready(entry)
    asked = read_options(options, studio.engine)
    if side == "before":
        return Response(encode_preview(studio.previews.before(entry, asked, size)), media_type="image/jpeg")
    packshot, _ = studio.previews.after(entry, asked, size)
    return Response(encode_preview(packshot), media_type="image/jpeg")


@router.get("/photos/{photo}/refusals")
def marks(entry: TheEntry, studio: TheStudio, options: Options) -> list[str]:
    """The reasons why a marketplace would refuse the packshot, one sentence each."""
    ready(entry)
    asked = read_options(options, studio.engine)
    packshot, mask = studio.previews.after(entry, asked, 1000)
    base, _ = studio.previews.base(entry, asked.settings)
    sure = 1.0 if entry.corrected else entry.confidence
    photo = entry.width, entry.height
    shop = MARKETPLACES.get(options.shop)
    return refusals(packshot, mask, base.mask, photo, sure, asked.frame, asked.file_type, shop)


@router.get("/photos/{photo}/packshot")
async def download(entry: TheEntry, studio: TheStudio, options: Options) -> Response:
    """The packshot at full size, as a file."""
    ready(entry)
    asked = read_options(options, studio.engine)
    name, work = one_file(studio, entry, options.names, options.shop, asked)
    data = await asyncio.wrap_future(studio.worker.submit(NOW, work))
    return Response(data, media_type=MEDIA_TYPES[asked.file_type], headers=attachment(name))


@router.get("/photos/{photo}/cutout")
async def download_cutout(entry: TheEntry, studio: TheStudio) -> Response:
    """The cut-out at full size, PNG with transparency."""
    ready(entry)
    work = partial(results.cutout_of, studio.engine, studio.entries.path(entry), entry)
    data = await asyncio.wrap_future(studio.worker.submit(NOW, work))
    return Response(data, media_type="image/png", headers=attachment(f"{Path(entry.name).stem}.cutout.png"))


@router.get("/packshots.zip")
def download_all(studio: TheStudio, options: Options, photos: str = "", cutouts: bool = False) -> StreamingResponse:
    """All packshots, or those of the ids (separated by commas), as a zip that is written while it is sent."""
    asked = read_options(options, studio.engine)
    wanted = set(photos.split(",")) if photos else None
    entries = [one for one in studio.entries.all() if one.state == "done" and (wanted is None or one.id in wanted)]
    if not entries:
        raise HTTPException(404, "there is no finished packshot yet")
    parts: Iterator[bytes] = stream_zip(studio, entries, options.names, options.shop, asked, cutouts)
    return StreamingResponse(parts, media_type="application/zip", headers=attachment("packshots.zip"))


def attachment(name: str) -> dict[str, str]:
    """Headers that make a browser save a file under this name."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def ready(entry: Entry) -> None:
    """Refuse a photo that has no result.

    Raises:
        HTTPException: it is waiting, or it failed.
    """
    if entry.state != "done":
        raise HTTPException(409, entry.error or "it is not finished yet")
