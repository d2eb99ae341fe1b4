"""A server and Debian's Chromium on its pages; PACKSHOT_SCREENSHOTS names a folder for what they show."""

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from PIL import Image

from trainlib.serve.app import make_app
from trainlib.serve.limits import LOOPBACK
from trainlib.serve.server import Server
from trainlib.serve.studio import Studio

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium"),
]
PATIENCE = 90_000  # milliseconds; the machine may be busy
HEIGHTS = {1280: 860, 390: 844}


@contextmanager
def served(studio: Studio) -> Iterator[str]:
    """A server of a studio in a thread; its address."""
    server = Server(uvicorn.Config(make_app(studio, LOOPBACK), port=0, log_level="warning"), studio)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


class Tabs:
    """Tabs of one browser, and whatever went wrong in any of them."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.errors: list[str] = []

    def open(self, address: str, width: int = 1280, scheme: str = "light") -> Any:
        """A tab of its own browser profile on a page; it may ask nobody but this computer."""
        size = {"width": width, "height": HEIGHTS[width]}
        context = self.browser.new_context(viewport=size, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if _is_own(asked.url) else self.errors.append(asked.url))
        page.goto(address)
        return page

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()


def _is_own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "blob:", "data:"))


def expect(locator: Any) -> Any:
    """What is asserted of a part of the page, with the machine's patience."""
    playwright.expect.set_options(timeout=PATIENCE)
    return playwright.expect(locator)


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


def until_pictures_are_there(page: Any) -> None:
    """Wait for every picture. The page's own policy forbids the waiting that is written as a script."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate("[...document.images].every((one) => !one.src || (one.complete && one.naturalWidth))"):
        assert time.monotonic() < end, "a picture did not come"
        time.sleep(0.05)


def drop(page: Any, *paths: Path) -> None:
    """Drop files and folders as a person does: what the browser gets from the desktop."""
    box = page.locator("#drop").bounding_box()
    tool = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        tool.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 30, "y": box["y"] + 30, "data": data})


def paint(page: Any, points: Sequence[tuple[float, float]]) -> None:
    """A stroke over the brush's canvas through points, as shares of its width and height, until the server has it."""
    canvas = page.locator("#canvas")
    box = canvas.bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.locator("#undo")).to_be_enabled()
    expect(canvas).not_to_have_attribute("aria-busy", "true")


def saved(page: Any, name: str) -> tuple[str, bytes]:
    """What the browser saves of a photo: the file's name and its bytes."""
    with page.expect_download() as found:
        page.get_by_role("link", name=f"Save {name}").click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()
