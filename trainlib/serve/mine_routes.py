"""The mining page: proposals, worst first, are accepted, rejected, or corrected by hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from trainlib.images.photos import read_photo
from trainlib.records.proposals import Verdict
from trainlib.report.thumbnails import shrink
from trainlib.serve.encoding import encode_preview
from trainlib.serve.mining import Mining
from trainlib.serve.pages import render
from trainlib.serve.screen_cutouts import on_white, small_cutout
from trainlib.serve.studio import Studio, TheStudio, started_with

router = APIRouter(include_in_schema=False)

SIDE = 1000


class Decision(BaseModel):
    """The decision on a proposal."""

    verdict: Verdict


def mining_of(studio: TheStudio) -> Mining:
    """What was mined."""
    return started_with(studio.mining, "--mine")


TheMining = Annotated[Mining, Depends(mining_of)]


@router.get("/mine")
def page(request: Request, studio: TheStudio) -> HTMLResponse:
    """The page."""
    return render(studio, request, "mine.html", mining=studio.mining)


@router.get("/page/mine")
def proposals(mining: TheMining) -> list[dict[str, Any]]:
    """All proposals, worst first, with their decisions."""
    decided = mining.decisions()
    return [
        {
            "photo": one.photo,
            "group": one.group,
            "score": one.score,
            "reasons": one.reasons,
            "verdict": decided.get(one.photo, "open"),
        }
        for one in mining.proposals
    ]


@router.get("/page/mine/{number}/{kind}.jpg")
def picture(number: int, kind: Literal["photo", "packshot"], mining: TheMining) -> Response:
    """The photo, or its cut-out on white, at screen size."""
    _exists(mining, number)
    if kind == "photo":
        return Response(encode_preview(shrink(read_photo(mining.photo(number)), SIDE)), media_type="image/jpeg")
    return Response(encode_preview(on_white(small_cutout(mining.cutout(number), SIDE))), media_type="image/jpeg")


@router.post("/page/mine/{number}")
def decide(number: int, decision: Decision, mining: TheMining, studio: TheStudio) -> dict[str, str]:
    """Accept, reject, mark for correction by hand, or open again."""
    _exists(mining, number)
    mining.decide(number, decision.verdict)
    if decision.verdict == "handwork":
        _to_hand_work(studio, mining, number)
    return {"verdict": decision.verdict}


def _exists(mining: Mining, number: int) -> None:
    if not 0 <= number < len(mining.proposals):
        raise HTTPException(404, "no such proposal")


def _to_hand_work(studio: Studio, mining: Mining, number: int) -> None:
    """Put a photo on the packshot page, where the brush is, if it is not there yet."""
    source = mining.proposals[number].photo
    if any(entry.proposal == source for entry in studio.entries.all()):
        return
    photo = mining.photo(number)

    def place(target: Path) -> None:
        shutil.copyfile(photo, target)

    studio.queue(studio.entries.add(photo.name, place, proposal=source))
