"""The mining page's requests: decisions become a dataset at once, can be taken back, and survive."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from serving import client_of, finished, make_studio, network, square
from starlette.testclient import TestClient

from trainlib.data.photo_files import find_pairs
from trainlib.images.errors import PhotoError
from trainlib.records import proposals
from trainlib.records.proposals import Proposal
from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK
from trainlib.serve.mining import Mining


def mined(tmp_path: Path) -> tuple[Path, Path, Path]:
    photos, folder = tmp_path / "photos", tmp_path / "mine"
    some = []
    for number, name in enumerate(("shoes/a.jpg", "bags/a.jpg", "b.jpg")):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        square().save(photos / name, quality=95)
        cut = np.asarray(square().convert("RGBA")).copy()
        cut[..., 3] = 0
        cut[30:60, 30:70, 3] = 255
        target = folder / f"cutouts/{number}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(cut).save(target)
        some.append(Proposal(name, name.rpartition("/")[0], 0.1 * number, ("mirrored",), f"cutouts/{number}.png"))
    proposals.write(folder, some)
    return folder, photos, tmp_path / "set"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    studio = make_studio(tmp_path / "serve", network(tmp_path, monkeypatch), mining=Mining.open(*mined(tmp_path)))
    with client_of(make_app(studio, LOOPBACK)) as client:
        yield client


def decide(page: TestClient, number: int, verdict: str) -> None:
    assert page.post(f"/page/mine/{number}", json={"verdict": verdict}).status_code == 200


def test_worst_come_first_and_accepted_ones_are_a_dataset(tmp_path: Path, page: TestClient) -> None:
    listed = page.get("/page/mine").json()
    assert [one["photo"] for one in listed] == ["b.jpg", "bags/a.jpg", "shoes/a.jpg"]
    for number, verdict in enumerate(("reject", "accept", "accept")):
        decide(page, number, verdict)
    pairs = find_pairs(tmp_path / "set/photos", tmp_path / "set/cutouts")
    assert set(pairs) == {"bags_a", "shoes_a"}
    assert pairs["shoes_a"][0].read_bytes() == (tmp_path / "photos/shoes/a.jpg").read_bytes()
    assert pairs["shoes_a"][1].read_bytes() == (tmp_path / "mine/cutouts/0.png").read_bytes()
    decide(page, 2, "open")  # taken back
    assert set(find_pairs(tmp_path / "set/photos", tmp_path / "set/cutouts")) == {"bags_a"}
    assert [one["verdict"] for one in page.get("/page/mine").json()] == ["reject", "accept", "open"]
    assert proposals.read_decisions(tmp_path / "mine") == {"b.jpg": "reject", "bags/a.jpg": "accept"}


def test_hand_work_waits_on_the_packshot_page_and_comes_into_the_same_dataset(tmp_path: Path, page: TestClient) -> None:
    decide(page, 2, "handwork")
    decide(page, 2, "handwork")
    entries = page.get("/page/photos").json()["photos"]
    assert [one["proposal"] for one in entries] == ["shoes/a.jpg"]
    done = finished(page, entries[0]["id"])
    stroke = {"mode": "add", "radius": 0.05, "points": [[0.9, 0.2]], "edits": done["edits"]}
    changed = page.post(f"/page/photos/{done['id']}/strokes", json=stroke).json()
    kept = page.post(f"/page/photos/{done['id']}/keep", json={"edits": changed["edits"]}).json()
    assert kept["kept"] == "shoes_a"
    pairs = find_pairs(tmp_path / "set/photos", tmp_path / "set/cutouts")
    assert np.asarray(Image.open(pairs["shoes_a"][1]))[18, 108, 3] == 255


def test_pictures_are_shown_and_nothing_outside_of_the_folders(tmp_path: Path, page: TestClient) -> None:
    for kind in ("photo", "packshot"):
        assert page.get(f"/page/mine/0/{kind}.jpg").headers["content-type"] == "image/jpeg"
    assert page.get("/page/mine/7/photo.jpg").status_code == 404
    (tmp_path / "secret.jpg").write_bytes((tmp_path / "photos/b.jpg").read_bytes())
    (tmp_path / "photos/b.jpg").unlink()
    (tmp_path / "photos/b.jpg").symlink_to(tmp_path / "secret.jpg")
    answer = page.get("/page/mine/0/photo.jpg")
    assert answer.status_code == 422 and "out of its folder" in answer.json()["detail"]
    (tmp_path / "photos/b.jpg").unlink()
    answer = page.post("/page/mine/0", json={"verdict": "accept"})
    assert answer.status_code == 422 and "moved or deleted" in answer.json()["detail"]


def test_folders_without_proposals_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="--mine-photos"):
        Mining.open(tmp_path, tmp_path / "no", tmp_path)
    with pytest.raises(PhotoError, match=r"holds no proposals\.jsonl"):
        Mining.open(tmp_path, tmp_path, tmp_path)


def test_without_the_option_the_page_says_how_to_start_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client_of(make_app(make_studio(tmp_path / "serve", network(tmp_path, monkeypatch)), LOOPBACK)) as page:
        for path, word in (("/mine", "--mine"), ("/vote", "--vote")):
            assert word in page.get(path).text
        assert page.get("/page/mine").status_code == 404
