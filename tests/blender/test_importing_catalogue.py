"""Products out of a .sh3f: unpacked for Blender, turned and stretched to the catalogue's size, textures kept."""

from __future__ import annotations

import zipfile
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import fresh, shown

from blender_addon.library.asset import Asset, Library
from blender_addon.library.scan import scan_library
from blender_addon.library.unusable import UnusableAssetError
from blender_addon.picture.png import encode_png
from blender_addon.recipe.model import ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.importing import size_matrix

DEBIAN = Path("/usr/share/sweethome3d/furniture")
# A wedge 1 wide (x), 2 high (y, the file's up) and 3 deep (z): its ridge is the edge at x = 0, y = 2.
WEDGE = """mtllib w.mtl
v 0 0 0
v 1 0 0
v 1 0 3
v 0 0 3
v 0 2 0
v 0 2 3
vt 0 0
vt 1 0
vt 1 1
usemtl paint
f 1/1 2/2 3/3
f 1/1 3/3 4/1
f 1/1 5/2 2/3
f 4/1 3/2 6/3
f 2/1 5/2 6/3
f 2/1 6/2 3/3
f 1/1 4/2 6/3
f 1/1 6/2 5/3
"""


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def library(tmp_path: Path, rotation: str = "", model: str = WEDGE) -> Library:
    text = (
        "name=Lib\nid#1=w\nname#1=Wedge\ncategory#1=Toys\nmodel#1=/w/w.obj\nwidth#1=20\ndepth#1=90\nheight#1=40\n"
        f"modelRotation#1={rotation}\n"
    )
    with zipfile.ZipFile(tmp_path / "lib.sh3f", "w") as archive:
        archive.writestr("PluginFurnitureCatalog.properties", text)
        archive.writestr("w/w.obj", model)
        archive.writestr("w/w.mtl", "newmtl paint\nmap_Kd tex/red.png\n")
        archive.writestr("w/tex/red.png", encode_png(np.full((2, 2, 3), (255, 0, 0), np.uint8)))
    return scan_library(products=tmp_path / "lib.sh3f")[0]


def plan_of(asset: Asset) -> ProductPlan:
    return ProductPlan(asset.id, asset.category, None, size_m=asset.size_m, rotation=asset.rotation)


@pytest.mark.parametrize(
    ("rotation", "ridge"),
    [
        ("", (-0.1, None, 0.4)),  # over the left edge, along the depth
        # About the file's y, +90°: its x becomes −z, so the ridge, at x = 0, lies at the front, along the width.
        ("0 0 1 0 1 0 -1 0 0", (None, -0.45, 0.4)),
        # About the file's x: its y becomes z and its z becomes −y, so the ridge points to the front, on the left.
        ("1 0 0 0 0 -1 0 1 0", (-0.1, -0.45, None)),
    ],
)
def test_turned_then_stretched(tmp_path: Path, rotation: str, ridge: tuple[float | None, ...]) -> None:
    found = library(tmp_path, rotation)
    product = build_product(plan_of(found.products[0]), found)
    low, high = product.bounds()
    assert (high - low).tolist() == pytest.approx([0.2, 0.9, 0.4], abs=1e-6)
    ((_, mesh),) = shown()
    points = np.array([vertex.co for vertex in mesh.vertices])
    assert points == pytest.approx(product.points, abs=1e-6)
    for corner in points[[4, 5]]:
        for value, wanted in zip(corner, ridge, strict=True):
            assert wanted is None or value == pytest.approx(wanted, abs=1e-6)


def test_textures_outlive_the_unpacked_folder(tmp_path: Path) -> None:
    found = library(tmp_path)
    build_product(plan_of(found.products[0]), found)
    (image,) = (each for each in bpy.data.images if each.name.startswith("red"))
    assert not Path(bpy.path.abspath(image.filepath)).exists()
    assert image.packed_file is not None
    assert list(image.pixels[:4]) == [1.0, 0.0, 0.0, 1.0]


def test_a_side_without_length_takes_the_mean_of_the_others() -> None:
    points = np.array([(0.0, 0.0, 0.0), (2.0, 0.0, 0.0), (2.0, 1.0, 0.0), (0.0, 1.0, 0.0)])
    matrix = size_matrix(points, (0.5, 1.0, 0.1), None)
    assert np.ptp(points @ matrix[:3, :3].T, axis=0).tolist() == pytest.approx([0.5, 1.0, 0.0], abs=1e-7)
    assert matrix[2, 2] == pytest.approx((0.25 * 1.0) ** 0.5)


def test_a_model_that_cannot_be_read_is_named_as_the_packages(tmp_path: Path) -> None:
    found = library(tmp_path, model="v 0 0 0\n")
    with pytest.raises(UnusableAssetError, match=r"lib\.sh3f/w/w\.obj: there is no face in it"):
        build_product(plan_of(found.products[0]), found)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's sweethome3d-furniture is not installed")
@pytest.mark.parametrize("name", ["Scopia_ext_chair", "Blend_Swap_CC-0_teddyBear", "Kator_Legaz_red-wine-bottle-01"])
def test_real_ones_have_their_size_and_colours(name: str) -> None:
    found, _ = scan_library(products=DEBIAN)
    match = [a for a in found.products if a.id.lower() == f"model/{name}".lower()]
    if not match:
        pytest.skip(f"this version of the libraries has no {name}")
    things = build_product(plan_of(match[0]), found)
    low, high = things.bounds()
    assert (high - low).tolist() == pytest.approx(match[0].size_m, rel=1e-4)
    materials = {slot for _, mesh in shown() for slot in mesh.materials}
    assert materials and None not in materials
