"""The whole road of a shop in Chromium, with the network that ships and a real photo (scikit-image's coffee, CC0)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsing import NEEDS_CHROMIUM, Tabs, drop, expect, paint, saved, served, shoot, until_pictures_are_there
from PIL import Image
from serving import make_studio, predicted
from skimage.data import coffee

from trainlib.weights import STANDARD, find_network

pytestmark = NEEDS_CHROMIUM
ZALANDO = ("--canvas", "1801x2600", "--fill", "0.85")


@pytest.fixture
def network() -> Path:
    return find_network(STANDARD, "cutout")


@pytest.fixture
def address(tmp_path: Path, network: Path) -> Iterator[str]:
    with served(make_studio(tmp_path / "serve", network)) as found:
        yield found


def picture(data: bytes, path: Path) -> Any:
    path.write_bytes(data)
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def test_drop_slide_brush_frame_and_download(tabs: Tabs, address: str, tmp_path: Path, network: Path) -> None:
    photo = tmp_path / "coffee.jpg"
    Image.fromarray(coffee()).resize((1200, 800)).save(photo, quality=95)
    page = tabs.open(address)
    shoot(page, "shipped-empty-1280", tmp_path)
    drop(page, photo)
    page.locator("#photos img").wait_for()
    name, plain = saved(page, photo.name)
    assert plain == (predicted(tmp_path, network, photo.read_bytes(), photo.name) / name).read_bytes()

    page.get_by_label("Marketplace").select_option("zalando")
    page.get_by_label("File type").select_option("png")
    name, framed = saved(page, photo.name)
    made = predicted(tmp_path, network, photo.read_bytes(), photo.name, *ZALANDO)
    assert framed == (made / name).read_bytes()
    shoot(page, "shipped-zalando-1280", tmp_path)

    page.get_by_role("group", name="Canvas").get_by_label("as in the photo").check()
    page.get_by_role("button", name="Open coffee.jpg").click()
    for _ in range(20):
        page.get_by_role("slider", name="Before and after").press("ArrowRight")
    assert "70%" in page.locator("#stage").get_attribute("style")
    until_pictures_are_there(page)
    shoot(page, "shipped-viewer-1280", tmp_path)
    page.get_by_role("button", name="Brush", exact=True).click()
    page.get_by_role("button", name="Remove", exact=True).click()
    paint(page, [(0.05, 0.05), (0.2, 0.05)])
    page.get_by_role("button", name="Add", exact=True).click()
    paint(page, [(0.5, 0.4), (0.55, 0.4)])
    shoot(page, "shipped-brush-1280", tmp_path)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    corrected = picture(saved(page, photo.name)[1], tmp_path / "corrected.png")
    first = picture(plain, tmp_path / "plain.png")
    # The middle of a stroke is product, in the photo's own colours, or white. Elsewhere colours at the product's edge
    # are estimated anew, and nothing else changes.
    assert (corrected[40, 100:200] == 255).all()
    own = np.asarray(Image.open(photo))[320, 620:640].astype(int)
    assert np.abs(corrected[320, 620:640] - own).mean() < 12
    assert np.abs(corrected[600:] - first[600:]).mean() < 0.1
    assert tabs.errors == []
