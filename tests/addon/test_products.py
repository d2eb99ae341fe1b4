"""Folders of models to products."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_models import DOCUMENT, FAULTS, blend

from blender_addon.library.credits import LibraryError
from blender_addon.library.products import scan_products

MARKS = ((b"OBMug", True), (b"OBfloor", False), (b"GRTea set", True), (b"MEMug", True), (b"OBT\xc3\xbcr", True))


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
