"""assets_manifest.json: what Packshot uses or can fetch and did not make. And lists that are broken."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from asset_server import entry, write_list

from blender_addon.library.credits import LibraryError
from blender_addon.library.names import clean
from blender_addon.library.online.lock_file import LockFile, checksums
from blender_addon.library.online.manifest import MANIFEST, read_manifest
from blender_addon.library.scan import scan_library
from blender_addon.library.texture_sets import texture_map

SHARED = Path(__file__).parents[3] / "shared/assets"
ORIGIN = "https://example.org"


def test_the_list_credits_every_built_in_asset_as_the_library_does() -> None:
    manifest = read_manifest()
    library, _ = scan_library(None, None, None)
    for asset in library.hdris:
        listed = manifest.assets[asset.id]
        assert (listed.author, listed.licence, listed.page) == (asset.author, asset.licence, asset.source)


def test_the_list_is_large_enough_and_says_what_is_unverified() -> None:
    assets = read_manifest().assets.values()
    fetched = Counter(asset.kind for asset in assets if asset.files)
    assert fetched["hdri"] >= 60 and fetched["texture"] >= 60 and fetched["product"] >= 40
    assert sum(asset.kind == "product_library" for asset in assets) == 5
    assert {asset.licence for asset in assets} == {"CC0-1.0", "CC-BY-3.0", "CC-BY-3.0-US"}
    assert all(asset.how for asset in assets if asset.verified == "no")
    for asset in assets:
        assert asset.page.startswith(
            ("https://polyhaven.com/a/", "https://ambientcg.com/a/", "http://www.sweethome3d.")
        )


def test_ids_are_those_of_the_library_that_the_files_make() -> None:
    for asset in read_manifest().assets.values():
        for number, file in enumerate(asset.files):
            path = PurePosixPath(file.path)
            if asset.kind == "texture" and not file.is_archive:
                found = texture_map(path.stem)
                assert found and f"texture/{found[0]}" == asset.id
                assert number or found[1] == "colour"
            elif asset.kind in ("hdri", "product") and number == 0:
                assert asset.id.split("/")[1] == clean(path.stem)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/assets to compare with")
def test_sizes_and_checksums_are_those_of_the_files_at_hand() -> None:
    listed = {PurePosixPath(f.path).name: f for asset in read_manifest().assets.values() for f in asset.files}
    places = (SHARED / "hdris", SHARED / "textures", SHARED / "models/polyhaven")
    at_hand = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert len(at_hand) > 60
    for path in at_hand:
        file = listed[path.name]
        assert (file.bytes, file.sha256) == (path.stat().st_size, checksums(path)["sha256"]), path


def _broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    file = {"path": "hdris/a.hdr", "url": f"{ORIGIN}/a.hdr"}
    data: dict[str, Any] = {
        "format": "packshot-assets",
        "format_version": 2,
        "origins": [ORIGIN],
        "assets": [entry("hdri/a", "hdri", [file])],
    }
    change(data)
    return data


def _set(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["assets"][0].update({key: value})


def _set_file(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["assets"][0]["files"][0].update({key: value})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(format_version=1), '"format_version": 2'),
        (lambda data: data.update(origins="https://example.org"), "origins: expected a list"),
        (lambda data: data.update(origins=["file:///"]), "origins: expected a list"),
        (lambda data: data.update(origins=["https://me:secret@example.org"]), "origins: expected a list"),
        (lambda data: data.update(assets={}), "assets: expected a list"),
        (lambda data: data.update(assets=[7]), "assets[0]: expected a table"),
        (lambda data: data["assets"].append(data["assets"][0]), "assets[1]: a second 'hdri/a'"),
        (_set("id", 5), "assets[0]: id is 5, expected a text"),
        (_set("id", "hdri/a\nerror: all is lost"), "assets[0]: id is 'hdri/a\\nerror"),
        (_set("kind", ["hdri"]), "kind is ['hdri'], expected a text"),
        (_set("kind", "sound"), "kind is 'sound', expected one of hdri"),
        (_set("verified", True), "verified is True, expected a text"),
        (_set("files", {}), "files: expected a list"),
        (_set("files", []), "nothing under how that says where to get it"),
        (_set("files", ["a"]), "files: expected tables"),
        (_set_file("path", "../a.hdr"), "does not stay in hdris/"),
        (_set_file("path", "hdris/../../a.hdr"), "does not stay in hdris/"),
        (_set_file("path", "/etc/a.hdr"), "does not stay in hdris/"),
        (_set_file("path", "hdris\\..\\a.hdr"), "does not stay in hdris/"),
        (_set_file("path", "C:/a.hdr"), "does not stay in hdris/"),
        (_set_file("path", "hdris/.hidden.hdr"), "does not stay in hdris/"),
        (_set_file("path", "textures/a.hdr"), "does not stay in hdris/"),
        (_set_file("url", "https://elsewhere.org/a.hdr"), "is at none of the origins"),
        (_set_file("url", "http://example.org/a.hdr"), "is at none of the origins"),
        (_set_file("url", "https://example.org:8443/a.hdr"), "is at none of the origins"),
        (_set_file("url", "https://example.org@elsewhere.org/a.hdr"), "is at none of the origins"),
        (_set_file("url", "https://example.org:port/a.hdr"), "is at none of the origins"),
        (_set_file("bytes", "12"), "bytes is '12', expected a whole number"),
        (_set_file("bytes", True), "bytes is True, expected a whole number"),
        (_set_file("bytes", 10**400), "expected a whole number"),
        (_set_file("sha256", "12"), "sha256 is '12', expected hexadecimal"),
        (_set_file("md5", 12), "md5 is 12, expected hexadecimal"),
    ],
)
def test_a_list_that_is_not_one_is_one_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(_broken(change)))
    with pytest.raises(LibraryError) as caught:
        read_manifest(path)
    assert says in str(caught.value) and str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def _one_changed(data: Any, rng: random.Random) -> Any:
    """A copy in which one value somewhere is another, of any type."""
    odd = [None, True, -1, 1e300, 10**400, "", "..", "\x1b[2J", "a\nb", [], {}, [[]], {"a": {}}, ["hdri"]]
    if isinstance(data, dict) and data and rng.random() < 0.9:
        key = rng.choice(list(data))
        return {**data, key: _one_changed(data[key], rng)}
    if isinstance(data, list) and data and rng.random() < 0.9:
        at = rng.randrange(len(data))
        return [*data[:at], _one_changed(data[at], rng), *data[at + 1 :]]
    return rng.choice(odd)


def test_whatever_is_changed_in_a_list_or_in_records_is_one_line(tmp_path: Path) -> None:
    rng = random.Random(13)
    path, library = tmp_path / "list.json", tmp_path / "lib"
    library.mkdir()
    records = {"hdris/a.hdr": {"bytes": 5, "sha256": "0" * 64, "url": f"{ORIGIN}/a.hdr"}}
    locked = {"format": "packshot-assets-lock", "format_version": 1, "files": records}
    refused = 0
    for _ in range(600):
        path.write_text(json.dumps(_one_changed(_broken(lambda data: None), rng)))
        (library / "assets.lock.json").write_text(json.dumps(_one_changed(locked, rng)))
        for read in (lambda: read_manifest(path), lambda: LockFile(library)):
            try:
                read()
            except LibraryError as error:
                refused += 1
                assert str(error).isprintable(), "one line, without control characters"
    assert 300 < refused < 1200


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\ud800"])
def test_a_list_that_is_no_json_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(LibraryError, match="cannot read the list of assets"):
        read_manifest(path)


def test_two_files_of_one_name_on_a_system_without_case_are_refused(tmp_path: Path) -> None:
    entries = [
        entry(f"hdri/{name}", "hdri", [{"path": f"hdris/{name}.hdr", "url": f"{ORIGIN}/{name}"}]) for name in ("a", "A")
    ]
    with pytest.raises(LibraryError, match=r"assets\[1\]: a second 'hdris/A.hdr'"):
        read_manifest(write_list(tmp_path / "list.json", [ORIGIN], entries))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"format": "packshot-assets-lock", "format_version": 1, "files": []}',
        '{"format": "packshot-assets-lock", "format_version": 1, "files": {"a": 1}}',
        '{"format": "packshot-assets-lock", "format_version": 1, "files": {"a": {"bytes": 1, "sha256": 2, "url": ""}}}',
        "{",
    ],
)
def test_broken_records_are_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "assets.lock.json").write_text(text)
    with pytest.raises(LibraryError, match=r"assets\.lock\.json: ") as caught:
        LockFile(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_manifest_lies_at_the_top() -> None:
    assert Path(__file__).parents[2] / "assets_manifest.json" == MANIFEST
