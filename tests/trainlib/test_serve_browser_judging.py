"""The mining and voting pages in Chromium, by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import NEEDS_CHROMIUM, Tabs, expect, served, shoot, until_pictures_are_there
from serving import make_studio
from test_serve_mining import mined
from test_serve_votes import folders

from trainlib.data.photo_files import find_pairs
from trainlib.serve.mining import Mining
from trainlib.serve.votes import Poll

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def address(tmp_path: Path, cutout: Path) -> Iterator[str]:
    for name in ("vote", "mine"):
        (tmp_path / name).mkdir()
    photos, words = folders(tmp_path / "vote", 3)
    studio = make_studio(
        tmp_path / "serve",
        cutout,
        mining=Mining.open(*mined(tmp_path / "mine")),
        poll=Poll.open(photos, words, tmp_path / "serve/votes.jsonl"),
    )
    with served(studio) as found:
        yield found


def test_accept_and_reject_by_keys(tabs: Tabs, address: str, tmp_path: Path) -> None:
    page = tabs.open(f"{address}/mine")
    page.get_by_role("heading", name="b.jpg").wait_for()
    until_pictures_are_there(page)
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
    small = tabs.open(f"{address}/mine", 390, "dark")
    small.get_by_label("Show").select_option("all")
    small.get_by_role("heading", name="b.jpg").wait_for()
    until_pictures_are_there(small)
    shoot(small, "mine-390", tmp_path)
    assert tabs.errors == []


def test_three_votes(tabs: Tabs, address: str, tmp_path: Path) -> None:
    page = tabs.open(f"{address}/vote")
    page.get_by_label("Your name").fill("Ann")
    page.keyboard.press("Enter")
    page.get_by_text("Ann: 0 votes").wait_for()
    until_pictures_are_there(page)
    shoot(page, "vote-1280", tmp_path)
    for number, key in enumerate(("1", "2", "0"), start=1):
        page.keyboard.press(key)
        page.get_by_text(f"Ann: {number} vote").wait_for()
        page.get_by_text(f"all: {number} of 9").wait_for()
    page.get_by_role("button", name="Results").click()
    page.get_by_text("3 of 1 voter").wait_for()
    page.reload()
    page.get_by_text("Ann: 3 votes").wait_for()
    small = tabs.open(f"{address}/vote", 390, "dark")
    small.get_by_label("Your name").fill("Ben")
    small.keyboard.press("Enter")
    small.get_by_text("Ben: 0 votes").wait_for()
    until_pictures_are_there(small)
    shoot(small, "vote-390", tmp_path)
    expect(small.locator("#one")).to_be_visible()
    assert tabs.errors == []
