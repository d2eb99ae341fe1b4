"""The voting page: two cut-outs of a photo, without names, in random order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from trainlib.images.photos import read_photo
from trainlib.inference.outputs import encode_png
from trainlib.report.thumbnails import shrink
from trainlib.serve.encoding import encode_preview
from trainlib.serve.pages import render
from trainlib.serve.screen_cutouts import small_cutout
from trainlib.serve.standing import NEEDED
from trainlib.serve.studio import TheStudio, started_with
from trainlib.serve.votes import Poll

router = APIRouter(include_in_schema=False)

SIDE = 900
Voter = Annotated[str, Query(min_length=1, max_length=60)]


class Choice(BaseModel):
    """A vote, see `Poll.vote`."""

    photo: int
    voter: Annotated[str, Field(min_length=1, max_length=60)]
    choice: Literal["left", "right", "equal"]
    seen: int


def poll_of(studio: TheStudio) -> Poll:
    """The poll."""
    return started_with(studio.poll, "--vote")


ThePoll = Annotated[Poll, Depends(poll_of)]


@router.get("/vote")
def page(request: Request, studio: TheStudio) -> HTMLResponse:
    """The page."""
    return render(studio, request, "vote.html", poll=studio.poll, needed=NEEDED)


@router.get("/page/vote")
def following(voter: Voter, poll: ThePoll) -> dict[str, Any]:
    """The next photo for a voter; `photo` is null if all photos have their votes."""
    name = poll.next(voter.strip())
    number = None if name is None else list(poll.photos).index(name)
    return {"photo": number, **poll.progress(voter.strip())}


@router.get("/page/vote/standing")
def standing(poll: ThePoll) -> dict[str, Any]:
    """The results, with the names of the networks."""
    return {"labels": poll.labels, **asdict(poll.standing())}


@router.get("/page/vote/{photo}/photo.jpg")
def photo(photo: int, poll: ThePoll) -> Response:
    """The photo at screen size."""
    return Response(encode_preview(shrink(read_photo(poll.photos[_name(poll, photo)]), SIDE)), media_type="image/jpeg")


@router.get("/page/vote/{photo}/{side}.png")
def cutout(photo: int, side: Literal["left", "right"], voter: Voter, poll: ThePoll) -> Response:
    """The cut-out that this voter sees on one side; it does not name its network."""
    name = _name(poll, photo)
    label = poll.order(name, voter.strip())[side == "right"]
    return Response(encode_png(small_cutout(poll.cutouts[label][name], SIDE)), media_type="image/png")


@router.post("/page/vote")
def vote(choice: Choice, poll: ThePoll) -> dict[str, Any]:
    """Count a vote, and return the next photo."""
    voter = choice.voter.strip()
    poll.vote(_name(poll, choice.photo), voter, choice.choice, choice.seen)
    return following(voter, poll)


def _name(poll: Poll, number: int) -> str:
    names = list(poll.photos)
    if not 0 <= number < len(names):
        raise HTTPException(404, "no such photo")
    return names[number]
