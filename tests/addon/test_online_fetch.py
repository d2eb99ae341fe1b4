"""Assets fetched from a server on the loopback that is slow, breaks off, lies and leads astray."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asset_server import Served, Server, entry, serving, sha256, write_list
from tiny_images import png, radiance

from blender_addon.library.credits import LibraryError
from blender_addon.library.online import download as downloading
from blender_addon.library.online import unpack as unpacking
from blender_addon.library.online.fetch import FetchState, fetch
from blender_addon.library.online.folder import library_folders
from blender_addon.library.online.lock_file import only_fetch
from blender_addon.library.online.manifest import read_manifest
from blender_addon.library.online.verify import verify
from blender_addon.library.scan import scan_library

REPO = Path(__file__).resolve().parents[2]
DATA = bytes(range(256)) * 400  # 100 KB


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(downloading, "_PAUSES_S", (0.01,) * 4)
    with serving() as running:
        yield running


def _hdri(server: Server, name: str = "sky", **more: object) -> dict[str, Any]:
    return entry(f"hdri/{name}", "hdri", [{"path": f"hdris/{name}.hdr", "url": f"{server.origin}/{name}.hdr", **more}])


def _fetch(tmp_path: Path, server: Server, *entries: dict[str, Any], jobs: int = 4) -> FetchState:
    manifest = read_manifest(write_list(tmp_path / "list.json", [server.origin], list(entries)))
    return fetch(manifest, manifest.assets.values(), tmp_path / "lib", jobs, lambda state: None)


def _failure(tmp_path: Path, server: Server, asset: dict[str, Any]) -> str:
    state = _fetch(tmp_path, server, asset)
    assert state.done == 0 and list(state.failed) == [asset["id"]]
    assert not list((tmp_path / "lib").glob("[!.]*/*.hdr")), "what is not right is not put in place"
    (line,) = state.failed.values()
    assert "\n" not in line
    return line


def _packed_texture(image: bytes) -> bytes:
    """A .zip with two maps, a preview, and a file that wants out of its folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("Wood1_1K-JPG_Color.png", "Wood1_1K-JPG_Roughness.png", "preview.png", "../../evil_Color.png"):
            archive.writestr(name, image)
    return packed.getvalue()


def _fetch_a_library(tmp_path: Path, server: Server) -> FetchState:
    """An HDRI, a zipped texture, a texture of one file, a model of two, and one that only a shop has."""
    sky, image = radiance(), png()
    files = {"/sky.hdr": sky, "/Wood1.zip": _packed_texture(image), "/oak_diff.png": image}
    files |= {"/mug.gltf": b'{"asset": {"version": "2.0"}}', "/mug.bin": b"1234"}
    server.files |= {path: Served(data) for path, data in files.items()}
    url = server.origin
    return _fetch(
        tmp_path,
        server,
        _hdri(server, bytes=len(sky), sha256=sha256(sky)),
        entry("texture/Wood1", "texture", [{"path": "textures/Wood1.zip", "url": f"{url}/Wood1.zip"}]),
        entry("texture/oak", "texture", [{"path": "textures/oak/oak_diff_1k.png", "url": f"{url}/oak_diff.png"}]),
        entry(
            "model/mug_1k",
            "product",
            [
                {"path": "products/mug/mug_1k.gltf", "url": f"{url}/mug.gltf"},
                {"path": "products/mug/mug.bin", "url": f"{url}/mug.bin"},
            ],
        ),
        entry("products/more", "product_library", [], how="Get it from a shop."),
    )


def test_a_whole_library_is_what_generate_scans(tmp_path: Path, server: Server) -> None:
    state = _fetch_a_library(tmp_path, server)
    assert (state.done, state.failed) == (4, {})
    library = tmp_path / "lib"
    there = sorted(str(path.relative_to(library)) for path in library.rglob("*") if path.is_file())
    assert there == [
        ".fetch.lock",
        "assets.lock.json",
        "hdris/assets.json",
        "hdris/sky.hdr",
        "products/assets.json",
        "products/mug/mug.bin",
        "products/mug/mug_1k.gltf",
        "textures/Wood1/Wood1_1K-JPG_Color.png",
        "textures/Wood1/Wood1_1K-JPG_Roughness.png",
        "textures/assets.json",
        "textures/oak/oak_diff_1k.png",
    ]
    folders = library_folders(library, named=True)
    scanned, _ = scan_library(None, folders["hdris"], folders["textures"])
    assert [asset.id for asset in (*scanned.hdris, *scanned.textures)] == ["hdri/sky", "texture/Wood1", "texture/oak"]
    assert {asset.author for asset in (*scanned.hdris, *scanned.textures)} == {"A. Maker"}
    assert sorted(scanned.get("texture/Wood1").maps) == ["colour", "roughness"]
    asked = len(server.asked)
    assert _fetch(tmp_path, server, _hdri(server)).assets == 0 and len(server.asked) == asked, "all is there"


def test_a_cut_connection_is_continued_where_it_ended(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, cut=30_000)
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert server.asked == [("/sky.hdr", ""), ("/sky.hdr", "bytes=30000-")]
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA


def test_a_fetch_that_died_is_continued_by_the_next(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA)
    part = tmp_path / "lib/.fetch/hdris/sky.hdr.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(DATA[:60_000])
    part.with_name("sky.hdr.part.version").write_text('"1"')
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert server.asked == [("/sky.hdr", "bytes=60000-")]
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA
    assert not (tmp_path / "lib/.fetch").exists()


def test_half_of_another_version_is_not_continued(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, tag='"2"')
    part = tmp_path / "lib/.fetch/hdris/sky.hdr.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 60_000)
    part.with_name("sky.hdr.part.version").write_text('"1"')
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA


def test_a_server_without_ranges_begins_anew(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, cut=30_000, ranges=False)
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA


def test_a_busy_server_is_asked_again(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, status=503, failures=2)
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert len(server.asked) == 3


def test_a_server_that_stays_broken_is_one_line(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, status=500)
    assert "the server answers 500" in _failure(tmp_path, server, _hdri(server))
    assert len(server.asked) == downloading.TRIES


@pytest.mark.parametrize(
    ("served", "more", "says"),
    [
        (Served(DATA, announce=5), {"bytes": len(DATA)}, "announces 5 bytes, expected 102400"),
        (Served(DATA + b"more"), {"bytes": len(DATA)}, "announces 102404 bytes, expected 102400"),
        (Served(DATA, announce=10**12), {}, "more than the 536870912 allowed"),
        (Served(DATA), {"sha256": "0" * 64}, f"its sha256 is {sha256(DATA)}, the list says 000"),
        (Served(DATA), {"md5": "0" * 32}, "its md5 is "),
        (Served(b"", redirect="https://127.0.0.1/other"), {}, "redirects to 'https://127.0.0.1/other', which the list"),
        (Served(b"", redirect="http://localhost:1/x"), {}, "redirects to 'http://localhost:1/x', which the list"),
        (Served(b"", redirect="file:///etc/passwd"), {}, "Redirection to url 'file:///etc/passwd' is not allowed"),
        (Served(b"", redirect="ftp://127.0.0.1/x"), {}, "redirects to 'ftp://127.0.0.1/x', which the list"),
        (Served(b"", status=403), {}, "the server answers 403 Forbidden"),
        (Served(b"", status=403, reason="\x1b[31mred"), {}, r"the server answers 403 \x1b[31mred"),
    ],
)
def test_what_is_not_as_announced_is_refused(
    tmp_path: Path, server: Server, served: Served, more: dict[str, Any], says: str
) -> None:
    server.files["/sky.hdr"] = served
    assert says in _failure(tmp_path, server, _hdri(server, **more))
    assert len(server.asked) == 1


@pytest.mark.parametrize("length", ["9" * 5000, "\xb2", "-1", "a"])
def test_a_length_that_is_no_number_is_no_length(tmp_path: Path, server: Server, length: str) -> None:
    server.files["/sky.hdr"] = Served(DATA, announce=length)
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA


def test_a_redirect_within_the_origins_is_followed_and_an_endless_one_is_not(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(b"", redirect="/there.hdr")
    server.files["/there.hdr"] = Served(DATA)
    assert _fetch(tmp_path, server, _hdri(server)).done == 1
    server.files["/loop.hdr"] = Served(b"", redirect="/loop.hdr")
    assert "302" in _fetch(tmp_path, server, _hdri(server, "loop")).failed["hdri/loop"]


def test_the_first_fetch_is_held_to(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA)
    _fetch(tmp_path, server, _hdri(server))
    (tmp_path / "lib/hdris/sky.hdr").unlink()
    other = bytes(reversed(DATA))
    server.files["/sky.hdr"] = Served(other, tag='"2"')
    line = _failure(tmp_path, server, _hdri(server))
    assert f"its sha256 is {sha256(other)}, the first fetch had {sha256(DATA)}" in line
    record = json.loads((tmp_path / "lib/assets.lock.json").read_text())["files"]["hdris/sky.hdr"]
    assert record == {"bytes": len(DATA), "sha256": sha256(DATA), "url": f"{server.origin}/sky.hdr"}


def test_verify_finds_what_changed_and_fetch_mends_it(tmp_path: Path, server: Server) -> None:
    for name in ("sky", "sun", "fog"):
        server.files[f"/{name}.hdr"] = Served(DATA)
    entries = [_hdri(server, name) for name in ("sky", "sun", "fog")]
    _fetch(tmp_path, server, *entries)
    manifest, library = read_manifest(tmp_path / "list.json"), tmp_path / "lib"
    assert (verify(manifest, library).files, verify(manifest, library).problems) == (3, [])
    (library / "hdris/sky.hdr").write_bytes(b"x" + DATA[1:])
    (library / "hdris/sun.hdr").unlink()
    assert [line.split(";")[0] for line in verify(manifest, library).problems] == [
        "hdris/sky.hdr: is not what was fetched: its sha256 differs",
        "hdris/sun.hdr: is missing",
    ]
    assert _fetch(tmp_path, server, *entries).done == 2
    assert verify(manifest, library).problems == []


def test_a_product_without_one_of_its_files_is_not_there(tmp_path: Path, server: Server) -> None:
    server.files["/mug.gltf"] = Served(DATA)
    files = [{"path": f"products/mug/mug.{end}", "url": f"{server.origin}/mug.{end}"} for end in ("gltf", "bin")]
    state = _fetch(tmp_path, server, entry("model/mug", "product", files))
    assert "404" in state.failed["model/mug"]
    assert library_folders(tmp_path / "lib", named=False) == {}
    server.files["/mug.bin"] = Served(b"1234")
    assert _fetch(tmp_path, server, entry("model/mug", "product", files)).done == 1
    assert [path for path, _ in server.asked].count("/mug.gltf") == 2, "without a checksum it is fetched again"


def _zip(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.png", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK no zip", "is not a whole zip"),
        (_zip(a_Color=DATA)[:-40], "is not a whole zip"),
        (_zip(a_Color=DATA).replace(b"\x00\x01", b"\x00\x02"), "is not a whole zip"),
        (_zip(preview=DATA), "no map of a texture in it"),
        (_zip(a_Color=b"0" * 200_000), "its maps are more than 150000 bytes unpacked"),
    ],
)
def test_a_zip_that_is_not_what_it_should_be_is_told(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, data: bytes, says: str
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 150_000)
    server.files["/a.zip"] = Served(data)
    asset = entry("texture/a", "texture", [{"path": "textures/a.zip", "url": f"{server.origin}/a.zip"}])
    assert says in _fetch(tmp_path, server, asset).failed["texture/a"]
    assert not (tmp_path / "lib/textures").exists()


def test_two_fetches_at_once_do_not_meet(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA[:20_000], slow_s=0.02)
    first = threading.Thread(target=_fetch, args=(tmp_path, server, _hdri(server)))
    first.start()
    while not server.asked:
        time.sleep(0.01)
    with pytest.raises(LibraryError, match="another fetch fills this library"):
        _fetch(tmp_path, server, _hdri(server))
    first.join()
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA[:20_000]
    with only_fetch(tmp_path / "lib"):
        pass


def test_several_at_a_time(tmp_path: Path, server: Server) -> None:
    for name in "abcd":
        server.files[f"/{name}.hdr"] = Served(DATA[:10_240], slow_s=0.05)
    began = time.monotonic()
    assert _fetch(tmp_path, server, *(_hdri(server, name) for name in "abcd"), jobs=4).done == 4
    assert time.monotonic() - began < 4 * 0.5, "one after the other takes 2 s"


def test_ctrl_c_leaves_a_state_that_the_next_goes_on_from(tmp_path: Path, server: Server) -> None:
    server.files["/sky.hdr"] = Served(DATA, slow_s=0.05)
    write_list(tmp_path / "list.json", [server.origin], [_hdri(server)])
    command = [sys.executable, "-m", "blender_addon", "assets", "fetch", "--library", str(tmp_path / "lib")]
    command += ["--manifest", str(tmp_path / "list.json")]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        part = tmp_path / "lib/.fetch/hdris/sky.hdr.part"
        while not (part.is_file() and part.stat().st_size):
            time.sleep(0.02)
            assert process.poll() is None
        os.kill(process.pid, signal.SIGINT)
        said, wrong = process.communicate(timeout=20)
    assert process.returncode == 130 and "Traceback" not in wrong
    assert "stopped; the same command continues from there" in said
    there = part.stat().st_size
    assert 0 < there < len(DATA)
    server.files["/sky.hdr"].slow_s = 0
    ended = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0 and f"1 of 1 assets are in {tmp_path / 'lib'}" in ended.stdout
    assert server.asked[-1] == ("/sky.hdr", f"bytes={there}-")
    assert (tmp_path / "lib/hdris/sky.hdr").read_bytes() == DATA
