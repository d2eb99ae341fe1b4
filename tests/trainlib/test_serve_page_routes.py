"""The packshot page's own requests: photos come and go, previews, files, restarts."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from inference_networks import Doubled, save_checkpoint
from PIL import Image
from serving import bytes_of, client_of, finished, make_studio, open_page, predicted, send, square
from starlette.testclient import TestClient

from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("shadow=keep", ["--shadow", "keep"]),
        ("square=true&fill=0.6", ["--square", "--fill", "0.6"]),
        ("canvas=300x200&fill=0.85&margin=20", ["--canvas", "300x200", "--fill", "0.85", "--margin", "20"]),
    ],
)
def test_files_are_those_of_predict(
    tmp_path: Path, cutout: Path, page: TestClient, query: str, words: list[str]
) -> None:
    data = bytes_of(square(), "jpeg", quality=95)
    out = predicted(tmp_path, cutout, data, "mug.jpg", *words)
    photo = send(page, data, "mug.jpg")
    answer = page.get(f"/page/photos/{photo}/packshot?{query}")
    assert answer.content == (out / "mug.packshot.png").read_bytes()
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''mug.packshot.png"
    assert page.get(f"/page/photos/{photo}/cutout").content == (out / "mug.cutout.png").read_bytes()


def test_photos_are_turned_and_converted_as_in_predict(tmp_path: Path, cutout: Path, page: TestClient) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = bytes_of(square(), "jpeg", exif=exif, quality=95)
    cmyk = bytes_of(square().convert("CMYK"), "jpeg", quality=95)
    for name, data in (("turned.jpg", turned), ("print.jpg", cmyk)):
        out = predicted(tmp_path, cutout, data, name)
        answer = page.get(f"/page/photos/{send(page, data, name)}/packshot")
        assert answer.content == (out / f"{Path(name).stem}.packshot.png").read_bytes()
    assert page.get("/page/photos").json()["photos"][0]["width"] == 90  # upright


def test_a_zip_holds_all_of_them_under_names_of_their_own(page: TestClient) -> None:
    first, second = bytes_of(square(value=40)), bytes_of(square(value=90))
    ids = [send(page, first, "mug.png"), send(page, second, "mug.png"), send(page, b"broken", "no.png")]
    answer = page.get("/page/packshots.zip?cutouts=true&names={shop}{number}_{name}&file_type=png&shop=ebay")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[0] == "ebay001_mug.png" and names[2] == "ebay002_mug.png" and len(set(names)) == 4
        assert archive.read(names[2]) == page.get(f"/page/photos/{ids[1]}/packshot?names=x").content
    same = zipfile.ZipFile(io.BytesIO(page.get("/page/packshots.zip?names=one").content)).namelist()
    assert len(same) == len(set(same)) == 2
    assert page.get("/page/packshots.zip?names={weight}").status_code == 422


def test_the_preview_lies_on_the_canvas_that_the_file_has(page: TestClient) -> None:
    photo = send(page, bytes_of(square()))
    query = "canvas=400x200&fill=0.8"
    small = picture(page.get(f"/page/photos/{photo}/after.jpg?size=200&{query}").content)
    full = picture(page.get(f"/page/photos/{photo}/packshot?{query}").content)
    before = picture(page.get(f"/page/photos/{photo}/before.jpg?size=200&{query}").content)
    assert small.shape == before.shape == (100, 200, 3) and full.shape == (200, 400, 3)
    for image, scale in ((small, 1), (before, 1), (full, 2)):
        rows, columns = np.nonzero(image[..., 0] < 100)
        # 0.8 of 100 rows, in the middle.
        assert abs((rows.max() + 1 - rows.min()) / scale - 80) <= 2
        assert abs((columns.max() + 1 + columns.min()) / scale - 200) <= 2
    assert small[2, 100].min() >= 250 and before[2, 100].max() < 240  # paper; the photo's wall


def test_names_are_text_and_lead_nowhere(tmp_path: Path, page: TestClient) -> None:
    evil = '<img src=x onerror="alert(1)">.png'
    for sent, kept in ((evil, evil), ("../../etc/passwd.png", "passwd.png"), ("..\\..\\boot.png", "boot.png")):
        photo = send(page, bytes_of(square()), sent)
        assert finished(page, photo)["name"] in (kept, kept.replace('"', "%22"))
        saved = page.get(f"/page/photos/{photo}/packshot").headers["content-disposition"]
        assert "/" not in saved and "<" not in saved and '"' not in saved
    folder = tmp_path / "serve"
    assert not list(tmp_path.rglob("*passwd*"))
    assert {one.parent.parent for one in folder.rglob("entry.json")} == {folder / "photos"}
    for path in ("/page/photos/../../x/packshot", "/page/photos/%2e%2e/packshot", "/static/../command.py"):
        assert page.get(path).status_code == 404


def test_broken_photos_say_why_and_others_go_on(page: TestClient) -> None:
    bad = send(page, b"%PDF-1.7 not a photo", "scan.jpg")
    good = send(page, bytes_of(square()))
    told = finished(page, bad)
    assert told["state"] == "failed" and "not a JPEG" in told["error"]
    assert finished(page, good)["state"] == "done"
    answer = page.get(f"/page/photos/{bad}/packshot")
    assert answer.status_code == 409 and "not a JPEG" in answer.json()["detail"]
    assert page.delete(f"/page/photos/{bad}").status_code == 204
    assert page.get(f"/page/photos/{bad}/packshot").status_code == 404


def test_two_tabs_see_each_others_photos(page: TestClient) -> None:
    news = page.get("/page/photos").json()
    photo = send(page, bytes_of(square()))
    seen = page.get(f"/page/photos?since={news['version']}&epoch={news['epoch']}").json()
    assert [one["id"] for one in seen["photos"]] == [photo]
    page.delete(f"/page/photos/{photo}")
    gone = page.get(f"/page/photos?since={seen['version']}&epoch={news['epoch']}").json()
    assert gone["gone"] == [photo] and gone["photos"] == []
    assert page.get(f"/page/photos?since={gone['version']}&epoch={news['epoch']}").json()["photos"] == []


def test_finished_results_stay_and_unfinished_photos_are_made(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_page(tmp_path / "serve", cutout) as page:
        photo = send(page, bytes_of(square()))
        made = page.get(f"/page/photos/{photo}/packshot").content
    studio = make_studio(tmp_path / "serve", cutout)
    half = studio.entries.add("half.png", lambda path: path.write_bytes(bytes_of(square(value=80))) and None)
    studio.entries.change(half.id, state="working")  # as a server that was killed leaves it
    cut_short = studio.entries.folder / "0123456789abcdef"
    cut_short.mkdir()
    (cut_short / "entry.json").write_text('{"id": "0123')
    studio.stop()
    again = make_studio(tmp_path / "serve", cutout)
    with client_of(make_app(again, LOOPBACK)) as page:
        assert finished(page, half.id)["state"] == "done"
        assert finished(page, photo)["state"] == "done"
        assert page.get(f"/page/photos/{photo}/packshot").content == made
        assert len(page.get("/page/photos").json()["photos"]) == 2


def test_marks_name_what_a_shop_would_refuse(page: TestClient) -> None:
    photo = send(page, bytes_of(square()))
    small = page.get(f"/page/photos/{photo}/refusals").json()
    assert any("fills 33% of the frame" in one for one in small)  # 30 of 90 rows, 40 of 120 columns
    framed = "canvas=2000x2000&fill=0.85&shop=amazon"
    said = page.get(f"/page/photos/{photo}/refusals?{framed}&file_type=webp").json()
    assert any("no WEBP" in one for one in said) and any("enlarged 42.5 times" in one for one in said)
    assert page.get(f"/page/photos/{photo}/refusals?square=true&fill=0.9").json() == []
    plain = page.get(f"/page/photos/{photo}/refusals?square=true&fill=0.9&shop=zalando").json()
    assert plain == [
        "44 × 44 pixels are too small; Zalando recommends 1801 × 2600",
        "44 × 44 has other proportions than Zalando asks for, 1 : 1.44",
        "Zalando takes no PNG: choose JPEG",
    ]
    tight = page.get(f"/page/photos/{photo}/refusals?canvas=1500x1500&fill=1&shop=google").json()
    assert any("fills 100% of the frame; Google Shopping asks for at most 90%" in one for one in tight)
    assert not any("pixels are too" in one or "takes no" in one for one in tight)
    large = page.get(f"/page/photos/{photo}/refusals?canvas=9000x8000&fill=0.85&shop=google").json()
    assert any("9000 × 8000 pixels are too large" in one for one in large)
    cut = np.asarray(square()).copy()[:45]
    said = page.get(f"/page/photos/{send(page, bytes_of(Image.fromarray(cut)))}/refusals?square=true").json()
    assert said == ["the photo cuts the product off (bottom)"]
    white = Image.new("RGB", (60, 60), "white")
    said = page.get(f"/page/photos/{send(page, bytes_of(white))}/refusals").json()
    assert said == ["no product was found; add it with the brush, or click it"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["--colours", "own"]),
        ("colours=relit", []),
        ("colours=own&shadow=keep", ["--colours", "own", "--shadow", "keep"]),
        ("colours=relit&shadow=soften&square=true", ["--shadow", "soften", "--square"]),
    ],
)
def test_studio_light_is_that_of_predict(
    tmp_path: Path, cutout: Path, monkeypatch: pytest.MonkeyPatch, query: str, words: list[str]
) -> None:
    relight = save_checkpoint(monkeypatch, tmp_path / "relight.ckpt", Doubled(), "relight")
    data = bytes_of(square(value=90))
    out = predicted(tmp_path, cutout, data, "mug.png", "--relight", str(relight), *words)
    with open_page(tmp_path / "lit", cutout, relight=relight) as page:
        photo = send(page, data)
        assert page.get(f"/page/photos/{photo}/packshot?{query}").content == (out / "mug.packshot.png").read_bytes()
        assert page.get(f"/page/photos/{photo}/after.jpg?{query}").status_code == 200
        edits = finished(page, photo)["edits"]
        stroke = {"mode": "remove", "radius": 0.1, "points": [[0.4, 0.5]], "edits": edits}
        assert page.post(f"/page/photos/{photo}/strokes", json=stroke).json()["corrected"]
        corrected = picture(page.get(f"/page/photos/{photo}/packshot?colours=relit").content)
        assert (corrected[45, 48] == 255).all() and corrected[35, 33].max() < 200
