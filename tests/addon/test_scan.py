"""Folders to assets."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_library import touch

from blender_addon.library.credits import LibraryError
from blender_addon.library.scan import scan_library

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "assets"


def test_products_by_stem(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "b/sofa_03.gltf",
        "b/sofa_03.bin",
        "a/Mug.GLB",
        "notes.txt",
        ".cache/x.glb",
        "a/table 2.obj",
        "c.blend",
    )
    library, _ = scan_library(products=tmp_path)
    assert [(a.id, a.category) for a in library.products] == [
        ("model/Mug", "mug"),
        ("model/c", "thing"),
        ("model/sofa_03", "sofa"),
        ("model/table_2", "table"),
    ]
    assert library.get("model/sofa_03").path == tmp_path / "b/sofa_03.gltf"
    assert library.textures == ()


def test_one_stem_twice_is_told_apart_by_folder_then_path_then_ending(tmp_path: Path) -> None:
    touch(tmp_path, "red/sofa.glb", "blue/sofa.glb", "x/old/bed.glb", "y/old/bed.glb", "cup.glb", "cup.obj")
    library, warnings = scan_library(products=tmp_path)
    assert [a.id for a in library.products] == [
        "model/blue_sofa",
        "model/cup.glb",
        "model/cup.obj",
        "model/red_sofa",
        "model/x_old_bed.glb",
        "model/y_old_bed.glb",
    ]
    assert len(warnings) == 1 and "licence" in warnings[0]


def test_blenders_own_hdris_stand_in(tmp_path: Path) -> None:
    library, warnings = scan_library()
    assert len(library.hdris) == 8 and library.products == () and warnings == []
    sunset = library.get("hdri/blender_sunset")
    assert (sunset.path, sunset.licence, sunset.source) == (
        None,
        "CC0-1.0",
        "https://polyhaven.com/a/venice_sunset",
    )
    library, _ = scan_library(hdris=touch(tmp_path, "kiara_1_dawn_1k.hdr"))
    assert [a.id for a in library.hdris] == ["hdri/kiara_1_dawn_1k"]


def test_folders_that_hold_nothing_are_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="gone: there is no such folder"):
        scan_library(products=tmp_path / "gone")
    with pytest.raises(LibraryError, match=r"product folder .*: no file ending in \.glb, \.gltf, \.fbx"):
        scan_library(products=touch(tmp_path, "a.3ds"))
    with pytest.raises(LibraryError, match=r"a\.3ds: is a file, not a folder"):
        scan_library(hdris=tmp_path / "a.3ds")
    with pytest.raises(LibraryError, match="no image named <name>_diff"):
        scan_library(textures=tmp_path)


def test_a_folder_that_may_not_be_read_is_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # the administrator may read everything
    with pytest.raises(LibraryError, match="not allowed to read it"):
        scan_library(hdris=tmp_path)


def test_links_to_folders_are_followed_once_and_circles_end(tmp_path: Path) -> None:
    top, elsewhere = tmp_path / "given/products", tmp_path / "elsewhere"
    touch(top, "own/cup.glb")
    touch(elsewhere, "vases/tall.glb", ".trash/old.glb")
    touch(tmp_path, "given/not.glb")
    (top / "a_link").symlink_to(top / "own")  # before its target by name: the cup keeps its own place
    (top / "more").symlink_to(elsewhere)
    (top / "once_more").symlink_to(elsewhere / "vases")
    (elsewhere / "vases/back").symlink_to(elsewhere)
    (top / "up").symlink_to(tmp_path / "given")
    (top / "broken").symlink_to(tmp_path / "nowhere")
    (top / "itself").symlink_to(top / "itself")
    found, warnings = scan_library(products=top)
    places = {asset.id: asset.path.relative_to(top).as_posix() for asset in found.products if asset.path}
    assert places == {"model/cup": "own/cup.glb", "model/tall": "more/vases/tall.glb"}
    assert not [text for text in warnings if "licence" not in text]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared assets beside the repository")
def test_real_folders() -> None:
    library, _ = scan_library(SHARED / "models", SHARED / "hdris", SHARED / "textures")
    ids = {a.id for a in (*library.products, *library.hdris, *library.textures)}
    assert {"model/sofa_03_1k", "model/mug", "hdri/kiara_1_dawn_1k", "texture/rosewood_veneer1"} <= ids
    assert len(library.products) > 50 and len(library.hdris) >= 10 and len(library.textures) >= 2
    assert set(library.get("texture/wood_table_worn").maps) == {"colour", "roughness"}
