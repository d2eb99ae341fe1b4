"""`assets` on the command line, and what `generate` takes from a library."""

from __future__ import annotations

from pathlib import Path

import pytest
from asset_server import entry, write_list
from tiny_images import radiance

from blender_addon import __main__ as command_line
from blender_addon.__main__ import main
from blender_addon.assets import fetch_line
from blender_addon.batch.request import Request
from blender_addon.library.online.fetch import FetchState

ORIGIN = "https://example.org"


def _list(tmp_path: Path) -> Path:
    files = [{"path": "hdris/sky.hdr", "url": f"{ORIGIN}/sky.hdr", "bytes": 1_500_000}]
    shop = entry("library/More", "product_library", [], how="Get it from the shop.", verified="no")
    return write_list(tmp_path / "list.json", [ORIGIN], [entry("hdri/sky", "hdri", files, verified="id"), shop])


def test_list_says_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "lib"
    assert main(["assets", "list", "--library", str(library), "--manifest", str(_list(tmp_path))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "hdri/sky  1.5 MB, CC0-1.0, A. Maker: not here, its addresses are unverified",
        "library/More  size unknown, CC0-1.0, A. Maker: by hand",
        "    Get it from the shop.",
        f"2 assets, 0 of 1 that can be fetched are in {library}",
    ]


def test_the_list_that_ships_can_be_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assets", "list", "--kind", "hdris", "hdri/*studio*", "--library", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "hdri/blocky_photo_studio_1k  1.6 MB, CC0-1.0" in said and "texture/" not in said


def test_what_cannot_be_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["assets", "fetch", "--manifest", str(_list(tmp_path))]
    assert main([*command, "--library", str(tmp_path / "lib"), "hdri/moon"]) == 2
    assert main(command) == 2, "the environment says that there is no library"
    assert main(["assets", "verify", "--library", str(tmp_path / "none")]) == 2
    assert main([*command, "--library", str(tmp_path / "list.json")]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "packshot: no asset is called 'hdri/moon'; `assets list` names them",
        "packshot: no library: $PACKSHOT_LIBRARY is empty; name a folder by --library",
        f"packshot: {tmp_path / 'none'}: there is no such library; `assets fetch` makes it",
        f"packshot: {tmp_path / 'list.json'}: cannot be made: [Errno 17] File exists: '{tmp_path / 'list.json'}'",
    ]


def test_progress_in_one_line() -> None:
    state = FetchState(assets=150, bytes_known=210_000_000, done=12, bytes_done=34_000_000, failed={"a": "gone"})
    assert fetch_line(state, 10.0) == "12/150 assets, 34 of 210 MB, 3.4 MB/s, 52 s left, 1 failed"
    assert fetch_line(FetchState(3, 0), 0.0) == "0/3 assets, 0 of 0 MB"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    requests: list[Request] = []
    monkeypatch.setattr(command_line, "generate", lambda request: requests.append(request) or 0)
    return requests


def test_generate_uses_the_library_that_is_there(
    tmp_path: Path, asked: list[Request], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "lib"
    (library / "hdris").mkdir(parents=True)
    (library / "hdris/sky.hdr").write_bytes(radiance())
    (library / "textures").mkdir()
    command = ["generate", "--spec", "smoke", "--out", str(tmp_path / "set")]
    assert main(command) == 0
    assert (asked[-1].hdris, asked[-1].textures, asked[-1].products) == ((), (), ())
    assert main([*command, "--library", str(library)]) == 0
    assert (asked[-1].hdris, asked[-1].textures, asked[-1].products) == ((library / "hdris",), (), ())
    assert capsys.readouterr().out == f"library: hdris from {library}\n"
    monkeypatch.setenv("PACKSHOT_LIBRARY", str(library))
    assert main(command) == 0 and asked[-1].hdris == (library / "hdris",)
    assert main([*command, "--hdris", str(tmp_path)]) == 0 and asked[-1].hdris == (tmp_path,)


def test_a_library_that_is_named_has_to_be_there(
    tmp_path: Path, asked: list[Request], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["generate", "--spec", "smoke", "--out", str(tmp_path / "set"), "--library", str(tmp_path / "none")]
    assert main(command) == 2 and not asked
    assert "no library: none of hdris, products, textures in it" in capsys.readouterr().err
