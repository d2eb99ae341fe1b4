"""How photos come onto the page in Chromium: many at once, a folder, the clipboard; and a server that stops."""

import base64
from pathlib import Path

from browsing import NEEDS_CHROMIUM, Tabs, bottle, drop, expect, saved, served
from serving import bytes_of, make_studio, square

pytestmark = NEEDS_CHROMIUM

COPY = """async data => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
}"""


def test_a_folder_brings_its_photos_and_nothing_else(tabs: Tabs, tmp_path: Path, cutout: Path) -> None:
    folder = tmp_path / "shoot"
    (folder / "second day").mkdir(parents=True)
    for name in ("a.png", "second day/b.png", ".hidden.png"):
        (folder / name).write_bytes(bytes_of(square()))
    (folder / "notes.txt").write_text("no photo")
    with served(make_studio(tmp_path / "serve", cutout)) as address:
        page = tabs.open(address)
        drop(page, folder)
        expect(page.locator("#photos img")).to_have_count(2)
        assert sorted(page.locator("#photos .name").all_inner_texts()) == ["a.png", "b.png"]


def test_a_picture_is_pasted(tabs: Tabs, tmp_path: Path, cutout: Path) -> None:
    with served(make_studio(tmp_path / "serve", cutout)) as address:
        page = tabs.open(address)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.bring_to_front()
        page.evaluate(COPY, base64.b64encode(bottle(tmp_path / "b.png")).decode())
        page.keyboard.press("Control+V")
        page.locator("#photos img").wait_for()
        assert page.locator("#photos .name").inner_text().startswith("pasted-")


def test_a_hundred_at_once_are_all_made(tabs: Tabs, tmp_path: Path, cutout: Path) -> None:
    paths = [tmp_path / f"p{number:03d}.png" for number in range(100)]
    for number, path in enumerate(paths):
        path.write_bytes(bytes_of(square(value=number)))
    with served(make_studio(tmp_path / "serve", cutout)) as address:
        page = tabs.open(address)
        drop(page, *paths)
        page.get_by_text("100 of 100 done").wait_for()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Remove all").click()
        expect(page.locator("#photos li")).to_have_count(0)
    # Previews that were still asked for when their photos went are not found.
    assert [one for one in tabs.errors if "404" not in one] == []


def test_a_server_that_stops_keeps_what_is_finished(tabs: Tabs, tmp_path: Path, cutout: Path) -> None:
    bottle(tmp_path / "bottle.png")
    studio = make_studio(tmp_path / "serve", cutout)
    with served(studio) as address:
        page = tabs.open(address)
        drop(page, tmp_path / "bottle.png")
        page.locator("#photos img").wait_for()
        before = saved(page, "bottle.png")
    page.get_by_text("the server does not answer: is it running?").wait_for()
    expect(page.locator("#photos img")).to_have_count(1)
    with served(make_studio(tmp_path / "serve", cutout)) as address:
        page = tabs.open(address)
        page.locator("#photos img").wait_for()
        assert saved(page, "bottle.png") == before
