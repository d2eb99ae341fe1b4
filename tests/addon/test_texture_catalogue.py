"""Libraries of textures: what they hold, what is left out, and where each is worn."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from blender_addon.library.asset import Asset
from blender_addon.library.credits import LibraryError
from blender_addon.library.scan import scan_library
from blender_addon.picture.png import encode_png
from blender_addon.recipe.texture_use import suits

PNG = encode_png(np.zeros((2, 2, 3), np.uint8))
HEAD = "id=x\nname=Lib\nlicense=Creative Commons Zero\nprovider=example.org\n"


def entry(number: int, **changes: str) -> str:
    keys = {
        "id": f"Lib#t{number}",
        "name": "Old oak",
        "category": "Floor",
        "image": f"/t/{number}.png",
        "width": "120",
        "height": "60.5",
        "creator": "Ada",
        **changes,
    }
    return "".join(f"{key}#{number}={value}\n" for key, value in keys.items())


def sh3t(path: Path, text: str, files: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PluginTexturesCatalog.properties", HEAD + text)
        for name, data in (files or {"t/1.png": PNG, "t/2.png": PNG}).items():
            archive.writestr(name, data)
    return path


def textures(path: Path) -> tuple[tuple[Asset, ...], list[str]]:
    library, warnings = scan_library(textures=path)
    return library.textures, warnings


@pytest.mark.parametrize("given", ["file", "folder", "unpacked"])
def test_an_entry_is_a_texture(tmp_path: Path, given: str) -> None:
    package = sh3t(tmp_path / "lib.sh3t", entry(1))
    if given == "unpacked":
        with zipfile.ZipFile(package) as archive:
            archive.extractall(tmp_path / "set")
    at = {"file": package, "folder": tmp_path, "unpacked": tmp_path / "set"}[given]
    ((asset,), _) = textures(at)
    assert (asset.id, asset.kind, asset.category) == ("texture/Lib_t1", "texture", "old oak floor")
    assert (asset.author, asset.licence, asset.source) == ("Ada", "CC0-1.0", "example.org, Lib")
    assert asset.size_m == (1.2, 0.605, 0.0)
    assert (asset.part == "") is (given == "unpacked")
    if given == "unpacked":
        assert asset.maps["colour"].read_bytes() == PNG
    assert suits(asset, "floor") and not suits(asset, "wall") and not suits(asset, "ground")


def test_beside_sets_of_maps(tmp_path: Path) -> None:
    sh3t(tmp_path / "lib.sh3t", entry(1) + entry(2, category="Wall", name="Brick"))
    (tmp_path / "plaster_diff.png").write_bytes(PNG)
    found, _ = textures(tmp_path)
    assert [each.id for each in found] == ["texture/Lib_t1", "texture/Lib_t2", "texture/plaster"]
    assert suits(found[1], "wall") and not suits(found[1], "floor")


@pytest.mark.parametrize(
    ("changes", "files", "why"),
    [
        ({"image": "../x.png"}, {}, "does not lie in the package"),
        ({"image": "/t/9.png"}, {}, "is not there"),
        ({"width": "0"}, {}, "it has no size"),
        ({"height": "tall"}, {}, "no number of centimetres"),
        ({"id": "Lib#t1"}, {}, "another texture has this id"),
        ({}, {"t/2.png": b"no image"}, "or of a format that is not read here"),
        ({"name": "Evening sky"}, {}, "1 are skies and not used"),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, changes: dict[str, str], files: dict[str, bytes], why: str
) -> None:
    package = sh3t(tmp_path / "lib.sh3t", entry(1) + entry(2, **changes), {"t/1.png": PNG, "t/2.png": PNG} | files)
    found, warnings = textures(package)
    assert [each.id for each in found] == ["texture/Lib_t1"]
    assert any(why in text for text in warnings)


def test_nothing_usable_is_told_and_no_texture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.sh3t").write_bytes(b"no zip")
    library, warnings = scan_library(textures=tmp_path)
    assert library.textures == ()
    assert any("bad.sh3t: cannot be read" in text for text in warnings)
    (tmp_path / "empty").mkdir()
    with pytest.raises(LibraryError, match="no image named"):
        scan_library(textures=tmp_path / "empty")
