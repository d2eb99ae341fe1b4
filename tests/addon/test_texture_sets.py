"""Pictures to texture sets: by the endings of their names, one asset for each scan."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_images import write_images

from blender_addon.library.credits import LibraryError
from blender_addon.library.scan import scan_library
from blender_addon.library.texture_sets import size_of, texture_map
from blender_addon.recipe.split import assign_to_splits


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        # Poly Haven
        ("rosewood_veneer1_diff_1k", ("rosewood_veneer1", "colour")),
        ("rosewood_veneer1_rough_1k", ("rosewood_veneer1", "roughness")),
        ("oak_nor_gl_4k", ("oak", "normal")),
        ("oak_nor_dx_4k", ("oak", "normal_dx")),
        ("oak_ao_1k", ("oak", "ao")),
        ("oak_arm_16k", ("oak", "arm")),
        ("oak_disp_2k", ("oak", "displacement")),
        # ambientCG
        ("Bricks066_2K_Color", ("Bricks066", "colour")),
        ("Bricks066_2K-JPG_NormalDX", ("Bricks066", "normal_dx")),
        ("Bricks066_1K-PNG_AmbientOcclusion", ("Bricks066", "ao")),
        ("Bricks066_1K-PNG_Displacement", ("Bricks066", "displacement")),
        # others
        ("tiles-basecolor", ("tiles", "colour")),
        ("tiles_height", ("tiles", "displacement")),
        ("albedo", ("", "colour")),
        ("diff_1k", ("", "colour")),
        ("photo", None),
        ("my_normal_day", None),
        ("oak_metal", None),
    ],
)
def test_maps_by_name(stem: str, expected: tuple[str, str] | None) -> None:
    assert texture_map(stem) == expected


def test_sizes_by_name() -> None:
    assert [size_of(stem) for stem in ("oak_diff_4k", "Bricks066_16K-JPG_Color", "mark2", "k_1")] == [4, 16, 0, 0]


def test_a_set_is_one_asset_with_all_its_maps(tmp_path: Path) -> None:
    write_images(
        tmp_path,
        "oak_diff_1k.jpg",
        "oak_rough_1k.png",
        "oak_nor_gl_1k.exr",
        "oak_nor_dx_1k.png",
        "oak_ao_1k.jpg",
        "oak_disp_1k.png",
        "pine_rough.png",
        "sky.jpg",
        "slate/albedo.png",
        "slate/height.png",
        "Tiles01_2K-JPG/Tiles01_2K-JPG_Color.jpg",
        "Tiles01_2K-JPG/Tiles01_2K-JPG_Roughness.jpg",
    )
    library, warnings = scan_library(textures=tmp_path)
    oak, slate, tiles = (library.get(f"texture/{name}") for name in ("oak", "slate", "Tiles01"))
    assert len(library.textures) == 3
    assert oak.path == tmp_path / "oak_diff_1k.jpg"
    assert {kind: path.name for kind, path in oak.maps.items()} == {
        "colour": "oak_diff_1k.jpg",
        "roughness": "oak_rough_1k.png",
        "normal": "oak_nor_gl_1k.exr",
        "normal_dx": "oak_nor_dx_1k.png",
        "ao": "oak_ao_1k.jpg",
        "displacement": "oak_disp_1k.png",
    }
    assert set(slate.maps) == {"colour", "displacement"}
    assert set(tiles.maps) == {"colour", "roughness"}
    assert any("texture pine: no colour map beside roughness" in text for text in warnings)
    assert any("1 pictures are not used" in text and "sky.jpg" in text for text in warnings)


def test_sizes_of_one_scan_are_one_asset_so_that_splits_hold(tmp_path: Path) -> None:
    write_images(
        tmp_path,
        "oak_diff_1k.jpg",
        "oak_diff_4k.jpg",
        "oak_rough_4k.jpg",
        "B_1K-JPG/B_1K-JPG_Color.jpg",
        "B_8K-JPG/B_8K-JPG_Color.jpg",
        "B_1K-JPG/B_1K-JPG_Roughness.jpg",
    )
    library, warnings = scan_library(textures=tmp_path)
    assert [asset.id for asset in library.textures] == ["texture/B", "texture/oak"]
    assert library.get("texture/oak").maps["colour"].name == "oak_diff_4k.jpg"
    assert library.get("texture/B").maps["colour"].name == "B_8K-JPG_Color.jpg"
    assert set(library.get("texture/B").maps) == {"colour", "roughness"}
    assert not any("two" in text for text in warnings)
    assert len(assign_to_splits(library.textures, 0, {"train": 0.5, "val": 0.5})) == 2


def test_two_maps_of_one_kind_and_size_are_told(tmp_path: Path) -> None:
    _, warnings = scan_library(textures=write_images(tmp_path, "oak_diff.jpg", "oak_albedo.jpg", "oak_ao.png"))
    assert any("texture oak: two colour maps; oak_diff.jpg is not used" in text for text in warnings)


def test_one_name_in_two_folders_is_two_textures(tmp_path: Path) -> None:
    library, _ = scan_library(textures=write_images(tmp_path, "old/wood_diff.jpg", "new/wood_diff.jpg"))
    assert [asset.id for asset in library.textures] == ["texture/new_wood", "texture/old_wood"]


def test_a_folder_without_a_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no image named <name>_diff"):
        scan_library(textures=write_images(tmp_path, "photo.jpg"))
