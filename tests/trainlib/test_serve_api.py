"""The API for programs: the bytes of `predict`, one clear line for each mistake, a queue that says when it is full."""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from serving import bytes_of, open_page, predicted, square
from starlette.testclient import TestClient

from trainlib.serve import api
from trainlib.serve.worker import PROGRAM, EndedError, Worker


@pytest.fixture
def program(tmp_path: Path, cutout: Path) -> Iterator[TestClient]:
    with open_page(tmp_path / "serve", cutout) as client:
        for name in ("origin", "sec-fetch-site", "x-packshot-page"):
            del client.headers[name]
        yield client


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, []),
        ({"shadow": "keep"}, ["--shadow", "keep"]),
        ({"square": "true", "fill": "0.7"}, ["--square", "--fill", "0.7"]),
        ({"canvas": "200x300", "margin": "5%"}, ["--canvas", "200x300", "--margin", "5%"]),
        ({"tta": "none", "two_pass": "true"}, ["--tta", "none", "--two-pass"]),
    ],
)
def test_bytes_are_those_of_predict(
    tmp_path: Path, cutout: Path, program: TestClient, fields: dict[str, str], words: list[str]
) -> None:
    photo = bytes_of(square(), "jpeg", quality=95)
    out = predicted(tmp_path, cutout, photo, "mug.jpg", *words)
    answer = program.post("/api/packshot", files={"photo": ("mug.jpg", photo)}, data=fields)
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    assert answer.content == (out / "mug.packshot.png").read_bytes()
    if "canvas" not in fields and "square" not in fields and "shadow" not in fields:
        cut = program.post("/api/cutout", files={"photo": ("mug.jpg", photo)}, data=fields)
        assert cut.content == (out / "mug.cutout.png").read_bytes()
        assert 0 <= float(cut.headers["x-packshot-confidence"]) <= 1


def test_other_file_types_hold_the_same_picture(program: TestClient) -> None:
    photo = {"photo": ("mug.png", bytes_of(square()))}
    png, jpeg, webp = (
        np.asarray(Image.open(io.BytesIO(program.post("/api/packshot", files=photo, data={"file_type": kind}).content)))
        for kind in ("png", "jpeg", "webp")
    )
    for other in (jpeg, webp):
        assert other.shape == png.shape
        assert np.abs(other.astype(int) - png).mean() < 2
        assert (other[:10] == 255).all()  # white stays white


@pytest.mark.parametrize(
    ("data", "fields", "code", "words"),
    [
        (b"not a photo at all", {}, 422, "not a JPEG"),
        (b"", {}, 422, "empty"),
        (bytes_of(square())[:300], {}, 422, ""),
        (b"GIF89a" + bytes(100), {}, 422, "not a JPEG"),
        (bytes_of(square()), {"shadow": "long"}, 422, "shadow"),
        (bytes_of(square()), {"fill": "7"}, 422, "--fill 7"),
        (bytes_of(square()), {"canvas": "99999x99999"}, 422, "20000 each"),
        (bytes_of(square()), {"colours": "relit"}, 422, "relight network"),
        (bytes(2_100_000), {}, 413, "2 MB"),
    ],
)
def test_mistakes_are_told_in_one_line(
    program: TestClient, data: bytes, fields: dict[str, str], code: int, words: str
) -> None:
    answer = program.post("/api/packshot", files={"photo": ("mug.png", data)}, data=fields)
    assert answer.status_code == code, answer.text
    said = answer.json()["detail"]
    assert isinstance(said, str) and words in said and "\n" not in said and "Traceback" not in said


def test_a_decompression_bomb_is_refused_by_its_header(program: TestClient) -> None:
    """60000 x 60000 pixels of nothing in a few kilobytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    answer = program.post("/api/cutout", files={"photo": ("bomb.png", bomb)})
    assert answer.status_code == 422 and "megapixels" in answer.json()["detail"]


@contextmanager
def set_at_the_end(event: threading.Event) -> Iterator[None]:
    """Whatever fails: a worker that waits for ever would hang the test instead."""
    try:
        yield
    finally:
        event.set()


def test_a_full_queue_says_when_to_come_again(tmp_path: Path, cutout: Path) -> None:
    worker = Worker(most_waiting=1)
    go_on = threading.Event()
    with open_page(tmp_path / "serve", cutout, worker=worker) as program, set_at_the_end(go_on):
        busy = worker.submit(PROGRAM, go_on.wait)
        while not busy.running():
            pass
        waiting = worker.submit(PROGRAM, lambda: 1)
        answer = program.post("/api/cutout", files={"photo": ("mug.png", bytes_of(square()))})
        assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
        go_on.set()
        assert waiting.result(10) == 1
        assert program.post("/api/cutout", files={"photo": ("mug.png", bytes_of(square()))}).status_code == 200


def test_an_end_is_told_to_all_who_wait_and_to_all_who_come_later(tmp_path: Path, cutout: Path) -> None:
    worker = Worker()
    go_on = threading.Event()
    photo = {"photo": ("mug.png", bytes_of(square()))}
    with open_page(tmp_path / "serve", cutout, worker=worker) as program, set_at_the_end(go_on):
        in_hand = worker.submit(PROGRAM, go_on.wait)
        waiting = worker.submit(PROGRAM, lambda: 1)
        while not in_hand.running():
            pass
        worker.end()
        with pytest.raises(EndedError, match="the server is ending"):
            waiting.result(10)
        answer = program.post("/api/cutout", files=photo)
        assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
        # A photo that was taken in is not lost: the next server makes it.
        kept = program.post("/page/photos", files=photo).json()
        assert kept["state"] == "waiting"
        go_on.set()
        assert in_hand.result(10)


def test_what_nobody_thought_of_is_told_and_the_next_photo_works(
    program: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = {"photo": ("mug.png", bytes_of(square()))}
    with monkeypatch.context() as patch:
        patch.setattr(api, "encode", lambda *_: 1 // 0)
        answer = program.post("/api/cutout", files=photo)
    assert answer.status_code == 500 and "ZeroDivisionError" in answer.json()["detail"]
    assert program.post("/api/cutout", files=photo).status_code == 200


def test_the_description_names_every_option_and_error(program: TestClient) -> None:
    described = program.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/cutout", "/api/packshot"}
    post = described["paths"]["/api/packshot"]["post"]
    assert {"200", "401", "413", "422", "503"} <= set(post["responses"])
    name = post["requestBody"]["content"]["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]
    fields = set(described["components"]["schemas"][name]["properties"])
    assert fields == {
        "photo",
        "colours",
        "shadow",
        "fill",
        "margin",
        "square",
        "canvas",
        "file_type",
        "tta",
        "two_pass",
        "grabcut",
    }
