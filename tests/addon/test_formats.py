"""What can be said of model files without Blender: whole or not, where they reach, what a .blend has marked."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from tiny_models import DOCUMENT, WHOLE, blend, glb, stl

from blender_addon.library.blend_blocks import BlendFileError
from blender_addon.library.blend_file import Marked, marked_assets
from blender_addon.library.credits import LibraryError
from blender_addon.library.formats import MOST_FACES, model_fault
from blender_addon.library.inside import is_inside
from blender_addon.library.products import scan_products

PLY = b"ply\nformat ascii 1.0\nelement vertex 3\nelement face %d\nend_header\n"
FAULTS = {
    "empty.fbx": (b"", "the file is empty"),
    "cut.glb": (glb()[:-4], "cut short: 48 of 52 bytes"),
    "old.glb": (b"glTF\x01" + bytes(30), "glTF 1"),
    "text.glb": (b"hello", "JSON cannot be read"),
    "list.gltf": (b"[]", "no glTF"),
    "bin.gltf": (b'{"asset": {}, "buffers": [{"uri": "a.bin"}]}', "its buffer a.bin is missing"),
    "out.gltf": (b'{"asset": {}, "images": [{"uri": "../../s.png"}]}', "names ../../s.png, which lies outside"),
    "quoted.gltf": (b'{"asset": {}, "images": [{"uri": "%2e%2e/s.png"}]}', "lies outside"),
    "absolute.glb": (glb(b'{"asset": {}, "buffers": [{"uri": "/etc/passwd"}]}'), "/etc/passwd, which lies outside"),
    "binary.obj": (b"\x00\x01", "would be text"),
    "bare.obj": (b"v 0 0 0\n", "no face"),
    "cut.stl": (stl(4)[:-60], "cut short: 2 of 4 faces"),
    "text.stl": (b"hello", "no STL"),
    "none.stl": (stl(0), "no face"),
    "more.stl": (stl(4) + bytes(7), "7 bytes follow its 4 faces"),
    "wide.obj": ("v 0 0 0\nf 1 1 1\n".encode("utf-16-be"), "would be text"),
    "huge.ply": (PLY % (MOST_FACES + 1), f"{MOST_FACES + 1} faces, more than {MOST_FACES}"),
    "points.ply": (PLY % 0, "points alone"),
    "text.ply": (b"plyhello", "no PLY"),
    "text.fbx": (b"hello", "no FBX"),
    "text.usda": (b"hello", "no USDA"),
    "crate.usda": (WHOLE[".usdc"], "no USDA"),
    "cut.usdc": (WHOLE[".usdc"][:20], "cut short"),
    "text.usdz": (b"hello", "no USDZ"),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_told_in_few_words(tmp_path: Path, name: str) -> None:
    content, reason = FAULTS[name]
    path = tmp_path / name
    path.write_bytes(content)
    fault = model_fault(path, tmp_path)
    assert reason in fault and "\n" not in fault


ODD = {
    "marked.stl": b"\xef\xbb\xbfsolid a\n facet normal 0 0 1\n",
    "ended.obj": WHOLE[".obj"] + b"\0\n",
    "strips.ply": b"ply\nformat ascii 1.0\nelement vertex 4\nelement tristrips 1\nend_header\n",
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_what_blender_reads_is_not_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ODD[name])
    assert model_fault(tmp_path / name, tmp_path) == ""


@pytest.mark.parametrize("ending", sorted(WHOLE))
def test_what_is_whole_has_no_fault(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"whole{ending}"
    path.write_bytes(WHOLE[ending])
    assert model_fault(path, tmp_path) == ""


def test_files_beside_the_model_and_data_in_it_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "a b.bin").write_bytes(b"x")
    uris = [{"uri": "../a%20b.bin"}, {"uri": "data:,x"}]
    path = tmp_path / "source" / "chair.gltf"
    path.write_text(json.dumps({"asset": {}, "buffers": uris, "images": [{"uri": "../gone.png"}, {"bufferView": 0}]}))
    assert model_fault(path, tmp_path) == ""
    assert "lies outside" in model_fault(path, tmp_path / "source")
    with zipfile.ZipFile(tmp_path / "a.usdz", "w") as archive:
        archive.writestr("a.usda", "#usda 1.0")
    assert model_fault(tmp_path / "a.usdz", tmp_path) == ""


def test_inside_follows_dots_and_not_links(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "more").symlink_to(tmp_path)
    assert is_inside(tmp_path / "library" / "a" / ".." / "b.png", tmp_path / "library")
    assert is_inside(tmp_path / "library" / "more" / "b.png", tmp_path / "library")
    assert not is_inside(tmp_path / "library" / ".." / "b.png", tmp_path / "library")
    assert not is_inside(tmp_path / "library2" / "b.png", tmp_path / "library")


MARKS = ((b"OBMug", True), (b"OBfloor", False), (b"GRTea set", True), (b"MEMug", True), (b"OBT\xc3\xbcr", True))


@pytest.mark.parametrize(("modern", "order"), [(False, "<"), (False, ">"), (True, "<")])
def test_marked_assets_of_a_blend(tmp_path: Path, modern: bool, order: str) -> None:
    path = tmp_path / "kitchen.blend"
    path.write_bytes(blend(MARKS, modern, order))
    expected = (Marked("object", "Mug"), Marked("collection", "Tea set"), Marked("object", "Tür"))
    assert marked_assets(path) == expected
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert marked_assets(path) == expected


def test_a_blend_from_before_there_were_marks_is_one_product(tmp_path: Path) -> None:
    (tmp_path / "mug.blend").write_bytes(blend(MARKS, old=True))
    warnings: list[str] = []
    assert [(asset.id, asset.part) for asset in scan_products(tmp_path, warnings)] == [("model/mug", "")]
    assert warnings == []


@pytest.mark.parametrize("kept", [5, 13, 100, -60, -20])
def test_a_blend_that_is_cut_short_is_told(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.blend"
    for compress in (bytes, gzip.compress):
        path.write_bytes(compress(blend(MARKS)[:kept]))
        with pytest.raises(BlendFileError, match=r"cut short|no \.blend"):
            marked_assets(path)
    path.write_bytes(gzip.compress(blend(MARKS))[:-20])
    with pytest.raises(BlendFileError, match=r"compression is broken|cut short"):
        marked_assets(path)


def test_each_marked_asset_is_a_product(tmp_path: Path) -> None:
    (tmp_path / "kitchen.blend").write_bytes(blend((*MARKS, (b"OBTea_set", True), (b"OBCube.001", True))))
    (tmp_path / "sofa.blend").write_bytes(blend(((b"OBCube", False),)))
    (tmp_path / "credits.toml").write_text('[default]\nlicence = "CC0-1.0"\n[assets."kitchen.Mug"]\nauthor = "Ann"\n')
    warnings: list[str] = []
    products = {asset.id: asset for asset in scan_products(tmp_path, warnings)}
    assert warnings == []
    assert {name: (asset.part, asset.category) for name, asset in products.items()} == {
        "model/kitchen.Mug": ("object/Mug", "mug"),
        "model/kitchen.Tea_set": ("collection/Tea set", "tea set"),
        "model/kitchen.Tea_set.2": ("object/Tea_set", "tea set"),
        "model/kitchen.Tür": ("object/Tür", "tür"),
        "model/kitchen.Cube.001": ("object/Cube.001", "cube"),
        "model/sofa": ("", "sofa"),
    }
    assert products["model/kitchen.Mug"].author == "Ann"
    assert products["model/sofa"].folder == tmp_path


def test_broken_files_are_left_out_with_a_line_each(tmp_path: Path) -> None:
    for name, (content, _) in FAULTS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "cut.blend").write_bytes(blend()[:-30])
    with pytest.raises(LibraryError, match=rf"none of its {len(FAULTS) + 1} model files can be used; the first: "):
        scan_products(tmp_path, [])
    (tmp_path / "good.gltf").write_bytes(DOCUMENT)
    warnings: list[str] = []
    assert [asset.id for asset in scan_products(tmp_path, warnings)] == ["model/good"]
    assert len(warnings) == len(FAULTS) + 1
    assert all(": left out: " in line and "\n" not in line for line in warnings)
