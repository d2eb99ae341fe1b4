"""Who may ask: hosts, origins, the page's token, the server's token, sizes; and what a browser may load."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import HOST, bytes_of, client_of, make_studio, square
from starlette.testclient import TestClient

from trainlib.serve.app import make_app

TOKEN = "a-token-of-sixteen-and-more"


@pytest.fixture
def guarded(tmp_path: Path, cutout: Path) -> Iterator[TestClient]:
    with client_of(make_app(make_studio(tmp_path / "open", cutout, token=TOKEN), None)) as client:
        yield client


def post(client: TestClient, path: str = "/page/photos", **headers: str) -> int:
    return client.post(path, files={"photo": ("mug.png", bytes_of(square()))}, headers=headers).status_code


def test_another_name_for_this_computer_is_refused(page: TestClient) -> None:
    assert page.get("/").status_code == 200
    assert page.get("/", headers={"host": "localhost:8765"}).status_code == 200
    answer = page.get("/", headers={"host": "rebound.example:8765"})
    assert answer.status_code == 421


@pytest.mark.parametrize("path", ["/page/photos", "/api/cutout"])
def test_other_sites_are_refused(page: TestClient, path: str) -> None:
    assert post(page, path) < 300
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert post(page, path, **headers) == 403


def test_the_pages_token_is_needed_on_the_page_alone(page: TestClient) -> None:
    assert post(page, **{"x-packshot-page": "of an earlier server"}) == 403
    assert post(page, "/api/cutout", **{"x-packshot-page": ""}) == 200
    photo = page.get("/page/photos").json()["photos"]
    assert photo == []


def test_with_a_token_nothing_is_open_but_the_sign_in(guarded: TestClient) -> None:
    for path in ("/page/photos", "/api/openapi.json", "/", "/page/packshots.zip"):
        assert guarded.get(path).status_code == 401
    assert post(guarded, "/api/cutout") == 401
    assert post(guarded, "/api/cutout", authorization=f"Bearer {TOKEN}x") == 401
    assert post(guarded, "/api/cutout", authorization=f"Bearer {TOKEN}") == 200
    assert guarded.get("/static/base.css").status_code == 200
    shown = guarded.get("/", headers={"accept": "text/html"})
    assert shown.url.path == "/sign-in" and "Token" in shown.text
    wrong = guarded.post("/sign-in", data={"token": "no"})
    assert wrong.status_code == 401 and "packshot" not in guarded.cookies
    right = guarded.post("/sign-in", data={"token": TOKEN}, follow_redirects=False)
    kept = right.headers["set-cookie"]
    assert "HttpOnly" in kept and "SameSite=strict" in kept and TOKEN not in kept
    sent = right.cookies["packshot"]
    guarded.cookies.clear()
    assert guarded.get("/page/photos", headers={"cookie": f"packshot={sent}"}).status_code == 200
    assert guarded.get("/page/photos", headers={"cookie": "packshot=guessed"}).status_code == 401


def test_more_than_the_limit_is_refused_with_and_without_a_length(page: TestClient) -> None:
    assert page.post("/page/photos", files={"photo": ("a.png", bytes(2_000_001))}).status_code == 413
    pieces = iter(
        [b"--x\r\nContent-Disposition: form-data; name=photo; filename=a.png\r\n\r\n", *[bytes(100_000)] * 25]
    )
    answer = page.post("/page/photos", content=pieces, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413 and "2 MB" in answer.json()["detail"]
    assert page.get("/page/photos").json()["photos"] == []


def test_pages_load_nothing_from_elsewhere(page: TestClient) -> None:
    for path in ("/", "/api", "/sign-in"):
        answer = page.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        outside = answer.text.replace(HOST, "").replace("http://www.w3.org", "")
        assert "http://" not in outside and "https://" not in outside and "//cdn" not in outside
    static = Path(__file__).parents[2] / "trainlib/serve/static"
    for file in static.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org", "")
        assert "http://" not in text and "https://" not in text and "@import url" not in text
