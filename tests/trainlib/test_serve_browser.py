"""The pages in Debian's Chromium, driven by mouse and keys; PACKSHOT_SCREENSHOTS names a folder for what they show."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from PIL import Image
from serving import make_studio, predicted
from test_serve_mining import mined
from test_serve_votes import folders

from trainlib.data.photo_files import find_pairs
from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK
from trainlib.serve.mining import Mining
from trainlib.serve.votes import Poll

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium"),
]
PATIENCE = 90_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def address(tmp_path: Path, cutout: Path) -> Iterator[str]:
    (tmp_path / "vote").mkdir()
    photos, words = folders(tmp_path / "vote", 3)
    (tmp_path / "mine").mkdir()
    studio = make_studio(
        tmp_path / "serve",
        cutout,
        mining=Mining.open(*mined(tmp_path / "mine")),
        poll=Poll.open(photos, words, tmp_path / "serve/votes.jsonl"),
    )
    config = uvicorn.Config(make_app(studio, LOOPBACK), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def errors() -> list[str]:
    return []


def tab(browser: Any, errors: list[str], width: int = 1280, scheme: str = "light") -> Any:
    height = 860 if width > 600 else 844
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: errors.append(asked.url) if "127.0.0.1" not in asked.url and "blob:" not in asked.url else None,
    )
    return page


def shoot(page: Any, name: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("PACKSHOT_SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"{name}.png")


def bottle(path: Path) -> bytes:
    """A dark bottle on a pale wall."""
    y, x = np.mgrid[:600, :800]
    shape = (np.abs(x - 400) < 90) & (y > 230) & (y < 540) | (np.abs(x - 400) < 32) & (y > 90) & (y <= 230)
    values = np.full((600, 800, 3), (226, 222, 214), np.uint8)
    values[shape] = (38, 74, 62)
    values += np.random.default_rng(0).integers(0, 5, values.shape).astype(np.uint8)
    Image.fromarray(values).save(path)
    return path.read_bytes()


def drop(page: Any, *paths: Path) -> None:
    """Drop files as a person does: what the browser gets from the desktop."""
    box = page.locator("#drop").bounding_box()
    tool = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        tool.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 30, "y": box["y"] + 30, "data": data})


def saved(page: Any, click: Any) -> tuple[str, bytes]:
    with page.expect_download() as found:
        click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def test_drop_slide_brush_frame_and_download(
    browser: Any, address: str, tmp_path: Path, cutout: Path, errors: list[str]
) -> None:
    data = bottle(tmp_path / "bottle.png")
    (tmp_path / "no.jpg").write_bytes(b"no photo")
    page = tab(browser, errors)
    page.goto(address)
    shoot(page, "packshots-empty-1280", tmp_path)
    drop(page, tmp_path / "bottle.png", tmp_path / "no.jpg")
    page.locator("#photos img").wait_for()
    page.get_by_text("not a JPEG, PNG, WebP, TIFF or HEIC picture").wait_for()

    name, plain = saved(page, page.get_by_role("link", name="Save bottle.png").click)
    assert name == "bottle.packshot.png"
    assert plain == (predicted(tmp_path, cutout, data, "bottle.png") / name).read_bytes()

    page.get_by_label("For", exact=True).select_option("zalando")
    page.get_by_label("File", exact=True).select_option("png")
    page.get_by_text("Zalando takes no PNG: choose JPEG").wait_for()
    shoot(page, "packshots-1280", tmp_path)
    name, framed = saved(page, page.get_by_role("link", name="Save bottle.png").click)
    out = predicted(tmp_path, cutout, data, "bottle.png", "--canvas", "1801x2600", "--fill", "0.85")
    assert framed == (out / name).read_bytes() and Image.open(out / name).size == (1801, 2600)

    page.get_by_label("as in the photo").check()
    page.get_by_role("button", name="Open bottle.png").press("Enter")
    slider = page.get_by_role("slider", name="Before and after")
    for _ in range(20):
        slider.press("ArrowLeft")
    assert "30%" in page.locator("#stage").get_attribute("style")
    shoot(page, "viewer-1280", tmp_path)

    page.keyboard.press("b")
    canvas = page.locator("#canvas")
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6
    page.get_by_role("button", name="Remove", exact=True).click()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=4)
    page.mouse.up()
    playwright.expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    playwright.expect(canvas).not_to_have_attribute("aria-busy", "true", timeout=PATIENCE)
    shoot(page, "brush-1280", tmp_path)
    page.get_by_role("button", name="Keep for training").click()
    page.get_by_text("kept for training as bottle").wait_for()
    pairs = find_pairs(tmp_path / "serve/corrections/photos", tmp_path / "serve/corrections/cutouts")
    alpha = np.asarray(Image.open(pairs["bottle"][1]))[..., 3]
    assert alpha[360, 400] == 0 and alpha[500, 400] == 255
    canvas.focus()
    page.keyboard.press("z")
    playwright.expect(page.locator("#redo")).to_be_enabled(timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#viewer").wait_for(state="hidden")
    assert saved(page, page.get_by_role("link", name="Save bottle.png").click)[1] == plain
    assert [one for one in errors if "ERR_" not in one] == []

    small = tab(browser, errors, 390, "dark")
    small.goto(address)
    small.locator("#photos img").wait_for()
    shoot(small, "packshots-390", tmp_path)
    wide = small.locator("main").bounding_box()
    assert wide["x"] >= 0 and wide["x"] + wide["width"] <= 390
    small.get_by_role("button", name="Open bottle.png").click()
    small.get_by_role("button", name="Brush", exact=True).click()
    small.locator("#canvas").wait_for()
    time.sleep(1)
    shoot(small, "brush-390", tmp_path)
    assert errors == []


def test_everything_by_keys_alone(browser: Any, address: str, tmp_path: Path, errors: list[str]) -> None:
    bottle(tmp_path / "bottle.png")
    page = tab(browser, errors)
    page.goto(address)
    page.locator("#files").set_input_files(tmp_path / "bottle.png")
    page.locator("#photos img").wait_for()
    opener = page.get_by_role("button", name="Open bottle.png")
    opener.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("b")
    playwright.expect(page.locator("#canvas")).to_be_focused()
    for key in ("r", "]", "]", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    playwright.expect(page.locator("#undo")).to_be_enabled(timeout=PATIENCE)
    page.keyboard.press("n")
    page.keyboard.press("Space")
    playwright.expect(page.locator("#canvas")).not_to_have_attribute("aria-busy", "true", timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    playwright.expect(opener).to_be_focused()
    page.keyboard.press("Delete")
    playwright.expect(page.locator("#photos li")).to_have_count(0)
    # A preview that was still asked for when the photo went is not found.
    assert [one for one in errors if "404" not in one] == []


def test_two_tabs_and_a_name_that_is_html(browser: Any, address: str, tmp_path: Path, errors: list[str]) -> None:
    evil = "<img src=x onerror=alert(1)>.png"
    first, second = tab(browser, errors), tab(browser, errors)
    for page in (first, second):
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.goto(address)
    first.locator("#files").set_input_files(
        {"name": evil, "mimeType": "image/png", "buffer": bottle(tmp_path / "b.png")}
    )
    second.get_by_text(evil, exact=True).wait_for()
    second.get_by_role("button", name=f"Remove {evil}").click()
    playwright.expect(first.locator("#photos li")).to_have_count(0, timeout=PATIENCE)
    assert errors == []


def test_accept_and_reject_by_keys(browser: Any, address: str, tmp_path: Path, errors: list[str]) -> None:
    page = tab(browser, errors)
    page.goto(f"{address}/mine")
    page.get_by_role("heading", name="b.jpg").wait_for()
    shoot(page, "mine-1280", tmp_path)
    page.keyboard.press("r")
    page.get_by_role("heading", name="bags/a.jpg").wait_for()
    page.keyboard.press("a")
    page.get_by_role("heading", name="shoes/a.jpg").wait_for()
    page.keyboard.press("z")
    page.get_by_role("heading", name="bags/a.jpg").wait_for()
    page.keyboard.press("a")
    page.get_by_role("heading", name="shoes/a.jpg").wait_for()
    page.keyboard.press("h")
    page.get_by_text("Nothing is left here.").wait_for()
    assert set(find_pairs(tmp_path / "mine/set/photos", tmp_path / "mine/set/cutouts")) == {"bags_a"}
    small = tab(browser, errors, 390, "dark")
    small.goto(f"{address}/mine")
    small.get_by_label("Show").select_option("all")
    small.get_by_role("heading", name="b.jpg").wait_for()
    time.sleep(1)
    shoot(small, "mine-390", tmp_path)
    assert errors == []


def test_three_votes(browser: Any, address: str, tmp_path: Path, errors: list[str]) -> None:
    page = tab(browser, errors)
    page.goto(f"{address}/vote")
    page.get_by_label("Your name").fill("Ann")
    page.keyboard.press("Enter")
    page.get_by_text("Ann: 0 votes").wait_for()
    time.sleep(1)
    shoot(page, "vote-1280", tmp_path)
    for number, key in enumerate(("1", "2", "0"), start=1):
        page.keyboard.press(key)
        page.get_by_text(f"Ann: {number} votes · all: {number} of 9").wait_for()
    page.get_by_role("button", name="Results").click()
    page.get_by_text("3 of 1 voter").wait_for()
    page.reload()
    page.get_by_text("Ann: 3 votes").wait_for()
    small = tab(browser, errors, 390, "dark")
    small.goto(f"{address}/vote")
    small.get_by_label("Your name").fill("Ben")
    small.keyboard.press("Enter")
    small.get_by_text("Ben: 0 votes").wait_for()
    time.sleep(1)
    shoot(small, "vote-390", tmp_path)
    assert errors == []
