"""A server of hand-made networks, and photos for it."""

import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from inference_networks import Brightness, save_checkpoint
from PIL import Image
from starlette.testclient import TestClient

from trainlib.inference import command
from trainlib.serve.app import make_app
from trainlib.serve.engine import Engine
from trainlib.serve.limits import LOOPBACK
from trainlib.serve.studio import Studio

HOST = "http://127.0.0.1:8765"


def square(height: int = 90, width: int = 120, value: int = 40) -> Image.Image:
    """A dark square (rows 30 to 60, columns 30 to 70) on near-white, with a shadow's grey below it."""
    values = np.full((height, width, 3), 230, np.uint8)
    values[62:66, 30:72] = 205
    values[30:60, 30:70] = (value, value + 10, value + 20)
    return Image.fromarray(values)


def bytes_of(image: Image.Image, kind: str = "png", **more: Any) -> bytes:
    encoded = io.BytesIO()
    image.save(encoded, kind, **more)
    return encoded.getvalue()


def make_studio(folder: Path, cutout: Path, **more: Any) -> Studio:
    folder.mkdir(parents=True, exist_ok=True)
    engine = Engine.load(cutout, more.pop("relight", None), "cpu", **more.pop("quality", {}))
    return Studio(engine, folder, folder / "corrections", **more)


def client_of(app: FastAPI, **headers: str) -> TestClient:
    """A browser on one of the server's own pages."""
    mark = {"x-packshot-page": app.state.csrf, "origin": HOST, "sec-fetch-site": "same-origin"}
    return TestClient(app, base_url=HOST, headers={**mark, **headers})


def open_page(folder: Path, cutout: Path, **more: Any) -> TestClient:
    return client_of(make_app(make_studio(folder, cutout, **more), LOOPBACK, 2_000_000))


def send(page: TestClient, data: bytes, name: str = "mug.png") -> str:
    """Send a photo and wait until it is done or failed; its id."""
    answer = page.post("/page/photos", files={"photo": (name, data)})
    assert answer.status_code == 201, answer.text
    photo: str = answer.json()["id"]
    finished(page, photo)
    return photo


def finished(page: TestClient, photo: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found: dict[str, Any] = next(one for one in page.get("/page/photos").json()["photos"] if one["id"] == photo)
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.02)
    raise AssertionError("not finished within a minute")


def predicted(tmp_path: Path, cutout: Path, data: bytes, name: str, *more: str) -> Path:
    """What `predict` writes of a photo: the folder."""
    photos, out = tmp_path / "predict-photos", tmp_path / f"predict-{time.monotonic_ns()}"
    photos.mkdir(exist_ok=True)
    (photos / name).write_bytes(data)
    code = command.main(
        ["--photos", str(photos / name), "--out", str(out), "--cutout", str(cutout), "--device", "cpu", *more]
    )
    assert code == 0
    return out


def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
