"""The voting page's requests: orders are drawn, names are hidden, votes count once and survive."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from serving import client_of, make_studio, network, square
from starlette.testclient import TestClient

from trainlib.images.errors import PhotoError
from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK
from trainlib.serve.votes import Poll


def folders(tmp_path: Path, count: int = 4) -> tuple[Path, list[str]]:
    """Photos; network "red" cuts out nothing but a red square, network "blue" a blue one."""
    for name in ("photos", "red", "blue"):
        (tmp_path / name).mkdir(exist_ok=True)
    for number in range(count):
        square().save(tmp_path / f"photos/p{number}.jpg")
        for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
            values = np.zeros((90, 120, 4), np.uint8)
            values[30:60, 30:70] = (*colour, 255)
            Image.fromarray(values).save(tmp_path / f"{name}/p{number}.cutout.png")
    return tmp_path / "photos", [f"red={tmp_path / 'red'}", f"blue={tmp_path / 'blue'}"]


@pytest.fixture
def poll(tmp_path: Path) -> Poll:
    photos, words = folders(tmp_path)
    return Poll.open(photos, words, tmp_path / "votes.jsonl")


@pytest.fixture
def page(tmp_path: Path, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    studio = make_studio(tmp_path / "serve", network(tmp_path, monkeypatch), poll=poll)
    with client_of(make_app(studio, LOOPBACK)) as client:
        yield client


def seen_left(page: TestClient, photo: int, voter: str) -> str:
    data = page.get(f"/page/vote/{photo}/left.png?voter={voter}").content
    red, _, blue, _ = np.asarray(Image.open(io.BytesIO(data)))[45, 50]
    return "red" if red > blue else "blue"


def test_a_voter_who_likes_red_makes_red_win(page: TestClient, poll: Poll) -> None:
    sides = []
    for voter in ("ann", "ben", "cem"):
        asked = page.get(f"/page/vote?voter={voter}").json()
        for _ in range(4):
            left = seen_left(page, asked["photo"], voter)
            sides.append(left)
            choice = "left" if left == "red" else "right"
            json = {"photo": asked["photo"], "voter": voter, "choice": choice, "seen": asked["own"]}
            asked = page.post("/page/vote", json=json).json()
    assert asked["photo"] is None and asked["votes"] == asked["needed"] == 12
    assert set(sides) == {"red", "blue"}  # the order is drawn
    found = page.get("/page/vote/standing").json()
    assert found["wins"] == {"red": 4, "blue": 0} and found["voters"] == 3
    assert found["share"][0] == 1 and found["share"][1] == pytest.approx(0.51, abs=0.01)
    assert found["agreement"] is None  # all said the same; chance would, too


def test_nothing_that_is_sent_names_a_network(page: TestClient) -> None:
    asked = page.get("/page/vote?voter=ann")
    shown = page.get("/vote").text
    answer = page.get(f"/page/vote/{asked.json()['photo']}/left.png?voter=ann")
    for text in (asked.text, shown.replace("bordered", ""), str(answer.headers)):
        assert "blue" not in text and "red=" not in text and '"red"' not in text


def test_a_vote_counts_once_whatever_is_pressed(page: TestClient, poll: Poll) -> None:
    asked = page.get("/page/vote?voter=ann").json()
    json = {"photo": asked["photo"], "voter": "ann", "choice": "left", "seen": asked["own"]}
    for _ in range(3):
        page.post("/page/vote", json=json)
    assert len(poll.votes) == 1
    assert page.post("/page/vote", json={**json, "choice": "both"}).status_code == 422
    assert page.post("/page/vote", json={**json, "photo": 99}).status_code == 404


def test_one_voter_sees_every_photo_before_any_twice(poll: Poll) -> None:
    asked = []
    while (name := poll.next("ann")) is not None:
        asked.append(name)
        poll.vote(name, "ann", "equal", len(asked) - 1)
    assert len(asked) == 12 and all(len(set(asked[at : at + 4])) == 4 for at in (0, 4, 8))


def test_votes_go_on_after_a_restart(tmp_path: Path, poll: Poll) -> None:
    name = poll.next("ann")
    assert name is not None
    assert poll.vote(name, "ann", "left", 0)
    with (tmp_path / "votes.jsonl").open("a") as file:
        file.write('{"photo": "elsewhere", "voter": "x", "choice": "", "left": ""}\n{"photo": "p0", "vo')
    again = Poll.open(*folders(tmp_path), tmp_path / "votes.jsonl")
    assert again.votes == poll.votes and again.next("ann") != name


def test_folders_that_share_no_photo_are_refused(tmp_path: Path) -> None:
    photos, words = folders(tmp_path)
    for path in (tmp_path / "blue").iterdir():
        path.rename(path.with_name(f"x{path.name}"))
    with pytest.raises(PhotoError, match="no photo has a cut-out in both"):
        Poll.open(photos, words, tmp_path / "votes.jsonl")
    with pytest.raises(PhotoError, match="LABEL=DIR"):
        Poll.open(photos, [words[0], words[0]], tmp_path / "votes.jsonl")
