""".blend files read without Blender."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tiny_models import blend

from blender_addon.library.blend_blocks import BlendFileError
from blender_addon.library.blend_file import Marked, marked_assets
from blender_addon.library.products import scan_products

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
        with pytest.raises(BlendFileError, match=r"cut short|not a \.blend"):
            marked_assets(path)
    path.write_bytes(gzip.compress(blend(MARKS))[:-20])
    with pytest.raises(BlendFileError, match=r"compression is broken|cut short"):
        marked_assets(path)
