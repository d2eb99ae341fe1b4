"""Corrections through the page's requests: strokes, undo, two tabs, restarts, and the dataset they become."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from serving import bytes_of, client_of, finished, make_studio, open_page, send, square
from starlette.testclient import TestClient

from trainlib.cli.main import main
from trainlib.data.photo_files import find_pairs
from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK


def alpha(page: TestClient, photo: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.get(f"/page/photos/{photo}/cutout").content)))[..., 3]


def change(page: TestClient, photo: str, what: str, **values: Any) -> dict[str, Any]:
    edits = values.pop("edits", finished(page, photo)["edits"])
    answer = page.post(f"/page/photos/{photo}/{what}", json={**values, "edits": edits})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


WALL = {"mode": "add", "radius": 0.06, "points": [[0.85, 0.2], [0.9, 0.25]]}


def test_a_stroke_changes_the_mask_and_undo_brings_it_back(page: TestClient) -> None:
    photo = send(page, bytes_of(square()))
    first = alpha(page, photo)
    original = page.get(f"/page/photos/{photo}/packshot").content
    done = change(page, photo, "strokes", **WALL)
    assert done["corrected"] and done["can_undo"] and not done["can_redo"] and not done["unsure"]
    painted = alpha(page, photo)
    assert first[20, 105] == 0 and painted[20, 105] == 255
    packshot = np.asarray(Image.open(io.BytesIO(page.get(f"/page/photos/{photo}/packshot").content)))
    assert (packshot[20, 105] == 230).all()  # the wall, which the stroke made product
    mask = np.asarray(Image.open(io.BytesIO(page.get(f"/page/photos/{photo}/mask.png").content)))
    assert (mask == painted).all()
    back = change(page, photo, "undo")
    assert (alpha(page, photo) == first).all() and not back["corrected"] and back["can_redo"]
    assert page.get(f"/page/photos/{photo}/packshot").content == original
    assert change(page, photo, "redo")["corrected"] and (alpha(page, photo) == painted).all()
    change(page, photo, "undo")
    other = change(page, photo, "strokes", mode="remove", radius=0.1, points=[[0.4, 0.5]])
    assert not other["can_redo"] and alpha(page, photo)[45, 48] == 0
    assert not change(page, photo, "reset")["corrected"] and (alpha(page, photo) == first).all()


def test_the_network_is_asked_again_by_a_click(page: TestClient) -> None:
    photo = send(page, bytes_of(square()))
    first = alpha(page, photo)
    change(page, photo, "strokes", mode="remove", radius=0.1, points=[[0.4, 0.5]])
    assert alpha(page, photo)[45, 48] == 0
    assert change(page, photo, "network", x=0.4, y=0.5, radius=0.25)["corrected"]
    assert np.abs(alpha(page, photo)[40:50, 40:60].astype(int) - first[40:50, 40:60]).max() < 10


def test_a_tab_that_saw_another_mask_is_told(page: TestClient) -> None:
    photo = send(page, bytes_of(square()))
    seen = finished(page, photo)["edits"]
    change(page, photo, "strokes", **WALL)
    late = page.post(f"/page/photos/{photo}/strokes", json={**WALL, "edits": seen})
    assert late.status_code == 409 and "another tab" in late.json()["detail"]
    assert page.post(f"/page/photos/{photo}/keep", json={"edits": seen}).status_code == 409


@pytest.mark.parametrize(
    "stroke",
    [{**WALL, "points": []}, {**WALL, "points": [[2, 0]]}, {**WALL, "radius": 0}, {**WALL, "mode": "burn"}, {}],
)
def test_strokes_that_are_none_are_refused(page: TestClient, stroke: dict[str, Any]) -> None:
    photo = send(page, bytes_of(square()))
    assert page.post(f"/page/photos/{photo}/strokes", json={**stroke, "edits": 1}).status_code == 422


def test_corrections_survive_the_server(tmp_path: Path, cutout: Path) -> None:
    with open_page(tmp_path / "serve", cutout) as page:
        photo = send(page, bytes_of(square()))
        first = alpha(page, photo)
        change(page, photo, "strokes", **WALL)
        painted = alpha(page, photo)
    with client_of(make_app(make_studio(tmp_path / "serve", cutout), LOOPBACK)) as page:
        assert (alpha(page, photo) == painted).all()
        change(page, photo, "undo")
        assert (alpha(page, photo) == first).all()


@pytest.mark.slow
def test_kept_corrections_are_what_fit_trains_on(tmp_path: Path, page: TestClient) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for number in range(11):
        data = bytes_of(square(value=30 + 8 * number), "jpeg", exif=exif, quality=95)
        photo = send(page, data, "mug.jpg" if number < 2 else f"cup {number}.jpg")
        change(page, photo, "strokes", **WALL)
        kept = change(page, photo, "keep")["kept"]
        assert change(page, photo, "keep")["kept"] == kept
    folder = tmp_path / "serve/corrections"
    pairs = find_pairs(folder / "photos", folder / "cutouts")
    assert set(pairs) == {"mug", "mug-2", *(f"cup {number}" for number in range(2, 11))}
    words = [
        "fit",
        "--config",
        "garments",
        "--data.photos",
        str(folder / "photos"),
        "--data.cutouts",
        str(folder / "cutouts"),
        "--out",
        str(tmp_path / "runs"),
        "--data.size",
        "[64, 64]",
        "--data.batch_size",
        "2",
        "--data.num_workers",
        "0",
        "--data.cache_dir",
        str(tmp_path / "cache"),
        "--model.network.encoder_weights",
        "null",
    ]
    assert main([*words, "--name", "first", "--trainer.max_epochs", "1"]) == 0
    start = str(tmp_path / "runs/first/best.ckpt")
    assert main([*words, "--name", "second", "--trainer.max_epochs", "1", "--model.start_from", start]) == 0
    words[2] = "own"  # starts from the network that ships
    assert main([*words, "--trainer.max_epochs", "1"]) == 0
    assert (tmp_path / "runs/own/best.ckpt").is_file()
