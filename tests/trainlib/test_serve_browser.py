"""The packshot page in Chromium, with a network whose answers are known."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsing import NEEDS_CHROMIUM, Tabs, bottle, drop, expect, paint, saved, served, shoot
from PIL import Image
from serving import make_studio, predicted

from trainlib.data.photo_files import find_pairs

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def address(tmp_path: Path, cutout: Path) -> Iterator[str]:
    with served(make_studio(tmp_path / "serve", cutout)) as found:
        yield found


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    return bottle(tmp_path / "bottle.png")


@pytest.fixture
def page(tabs: Tabs, address: str, tmp_path: Path, data: bytes) -> Any:
    """The page with a bottle that was dropped on it."""
    page = tabs.open(address)
    drop(page, tmp_path / "bottle.png")
    page.locator("#photos img").wait_for()
    return page


def test_a_dropped_photo_is_saved_as_predict_writes_it(page: Any, tmp_path: Path, cutout: Path, data: bytes) -> None:
    (tmp_path / "no.jpg").write_bytes(b"no photo")
    drop(page, tmp_path / "no.jpg")
    page.get_by_text("not a JPEG, PNG, WebP, TIFF or HEIC image").wait_for()
    name, plain = saved(page, "bottle.png")
    assert name == "bottle.packshot.png"
    assert plain == (predicted(tmp_path, cutout, data, "bottle.png") / name).read_bytes()


def test_a_marketplaces_canvas_is_that_of_predict(page: Any, tmp_path: Path, cutout: Path, data: bytes) -> None:
    page.get_by_label("Marketplace").select_option("zalando")
    page.get_by_label("File type").select_option("png")
    page.get_by_text("Zalando takes no PNG: choose JPEG").wait_for()
    name, framed = saved(page, "bottle.png")
    out = predicted(tmp_path, cutout, data, "bottle.png", "--canvas", "1801x2600", "--fill", "0.85")
    assert framed == (out / name).read_bytes() and Image.open(out / name).size == (1801, 2600)
    page.get_by_role("radio", name="square").check()
    page.get_by_text("other proportions than Zalando asks for").wait_for()


def test_the_slider_and_a_brush_whose_strokes_are_kept_and_undone(
    page: Any, tabs: Tabs, tmp_path: Path, cutout: Path, data: bytes
) -> None:
    page.get_by_role("button", name="Open bottle.png").press("Enter")
    slider = page.get_by_role("slider", name="Before and after")
    for _ in range(20):
        slider.press("ArrowLeft")
    assert "30%" in page.locator("#stage").get_attribute("style")
    shoot(page, "viewer-1280", tmp_path)
    page.keyboard.press("b")
    page.get_by_role("button", name="Remove", exact=True).click()
    paint(page, [(0.5, 0.6), (0.52, 0.61)])
    page.get_by_role("button", name="Keep for training").click()
    page.get_by_text("kept for training as bottle").wait_for()
    pairs = find_pairs(tmp_path / "serve/corrections/photos", tmp_path / "serve/corrections/cutouts")
    alpha = np.asarray(Image.open(pairs["bottle"][1]))[..., 3]
    assert alpha[360, 400] == 0 and alpha[500, 400] == 255
    page.locator("#canvas").focus()
    page.keyboard.press("z")
    expect(page.locator("#redo")).to_be_enabled()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#viewer").wait_for(state="hidden")
    plain = predicted(tmp_path, cutout, data, "bottle.png") / "bottle.packshot.png"
    assert saved(page, "bottle.png")[1] == plain.read_bytes()
    assert [one for one in tabs.errors if "ERR_" not in one] == []


def test_everything_fits_on_a_phone(page: Any, tabs: Tabs, address: str, tmp_path: Path) -> None:
    small = tabs.open(address, 390, "dark")
    small.locator("#photos img").wait_for()
    shoot(small, "packshots-390", tmp_path)
    assert small.evaluate("document.documentElement.scrollWidth") <= 390
    small.get_by_role("button", name="Open bottle.png").click()
    small.get_by_role("button", name="Brush", exact=True).click()
    expect(small.locator("#canvas")).to_have_attribute("width", "800")
    assert small.locator("#canvas").bounding_box()["width"] <= 390
    shoot(small, "brush-390", tmp_path)
    assert tabs.errors == []


def test_everything_by_keys_alone(tabs: Tabs, address: str, tmp_path: Path, data: bytes) -> None:
    page = tabs.open(address)
    page.locator("#files").set_input_files(tmp_path / "bottle.png")
    page.locator("#photos img").wait_for()
    opener = page.get_by_role("button", name="Open bottle.png")
    opener.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("b")
    expect(page.locator("#canvas")).to_be_focused()
    for key in ("r", "]", "]", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#undo")).to_be_enabled()
    page.keyboard.press("n")
    page.keyboard.press("Space")
    expect(page.locator("#canvas")).not_to_have_attribute("aria-busy", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.once("dialog", lambda dialog: dialog.accept())  # its corrections were not kept
    page.keyboard.press("Delete")
    expect(page.locator("#photos li")).to_have_count(0)
    # A preview that was still asked for when the photo went is not found.
    assert [one for one in tabs.errors if "404" not in one] == []


def test_two_tabs_and_a_name_that_is_html(tabs: Tabs, address: str, data: bytes) -> None:
    evil = "<img src=x onerror=alert(1)>.png"
    first, second = tabs.open(address), tabs.open(address)
    for page in (first, second):
        page.on("dialog", lambda dialog: tabs.errors.append(dialog.message))
    first.locator("#files").set_input_files({"name": evil, "mimeType": "image/png", "buffer": data})
    second.get_by_text(evil, exact=True).wait_for()
    second.get_by_role("button", name=f"Remove {evil}").click()
    expect(first.locator("#photos li")).to_have_count(0)
    assert tabs.errors == []


def test_studio_light_says_why_it_cannot_be_chosen(tabs: Tabs, address: str) -> None:
    page = tabs.open(address)
    expect(page.get_by_label("studio light")).to_be_disabled()
    expect(page.get_by_label("studio light")).to_have_accessible_description(re.compile("--relight FILE"))
