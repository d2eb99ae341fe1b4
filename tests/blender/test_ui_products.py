"""Products out of the open file: selected objects, and what the Asset Browser lists."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import bpy
import pytest
from model_files import fresh, material, textured
from panel_runs import run_to_the_end

from blender_addon.dataset.header import Asked, open_dataset
from blender_addon.dataset.layout import AnotherLibraryError
from blender_addon.library.asset import Library
from blender_addon.library.credits import LibraryError
from blender_addon.library.scan import scan_library
from blender_addon.scene.importing import import_model
from blender_addon.spec_toml import load_spec, override, spec_to_dict
from blender_addon.ui import notices
from blender_addon.ui.own_products import products_of_file, why_none
from blender_addon.ui.problems import problems_of
from blender_addon.ui.settings import settings_of, show_spec

pytestmark = pytest.mark.usefixtures("registered")


def _cube(name: str, at: float = 0.0, paint: bpy.types.Material | None = None) -> bpy.types.Object:
    bpy.ops.mesh.primitive_cube_add(size=0.2, location=(at, 0, 0))
    cube = bpy.context.object
    cube.name = name
    cube.data.materials.append(paint or material())
    return cube


def _select(*chosen: bpy.types.Object) -> None:
    for each in bpy.data.objects:
        each.select_set(each in chosen)


def _box(path: Path, part: str = "") -> list[float]:
    """Bounds of what the file comes in as: least and greatest x, y, z."""
    points = import_model(path, part).product.points
    return [round(float(value), 3) for value in (*points.min(0), *points.max(0))]


@pytest.fixture()
def shop() -> dict[str, bpy.types.Object]:
    """Below a shelf that nobody chose: a cup, a marked asset besides, with its handle; and a ball, chosen too."""
    bpy.ops.wm.read_homefile(app_template="", use_empty=True)
    notices.dismiss(-1)
    found = {name: _cube(name, at) for name, at in {"shelf": 5.0, "Cup.1": 0.0, "handle": 0.3, "Cup_1": 1.0}.items()}
    bpy.context.view_layer.update()
    for child, parent in (("Cup.1", "shelf"), ("handle", "Cup.1")):
        found[child].parent = found[parent]
        found[child].matrix_parent_inverse = found[parent].matrix_world.inverted()
    found["Cup.1"].asset_mark()
    bpy.context.view_layer.update()
    _select(found["Cup.1"], found["Cup_1"])
    return found


def _file() -> dict[str, list[str]]:
    """What the open file holds."""
    kinds = ("objects", "meshes", "materials", "images", "scenes", "collections")
    return {kind: sorted(getattr(bpy.data, kind).keys()) for kind in kinds}


def test_each_selected_object_with_its_children_is_a_product(shop: dict[str, bpy.types.Object], tmp_path: Path) -> None:
    before = _file()
    folder = products_of_file("SELECTED", tmp_path / "set")
    assert _file() == before
    assert shop["handle"].parent is shop["Cup.1"]
    assert folder == tmp_path / "set_products"
    assert sorted(path.name for path in folder.glob("*.blend")) == ["Cup_1.blend", "Cup_1_2.blend"]
    library, _ = scan_library(products=folder)
    assert [asset.part for asset in library.products] == ["", ""], "a mark would leave the handle out"
    fresh()
    assert _box(folder / "Cup_1.blend") == [-0.1, -0.1, -0.1, 0.4, 0.1, 0.1], "with its handle, without the shelf"
    fresh()
    assert _box(folder / "Cup_1_2.blend") == [0.9, -0.1, -0.1, 1.1, 0.1, 0.1]


def test_pictures_that_lie_elsewhere_come_with_the_product(tmp_path: Path) -> None:
    bpy.ops.wm.read_homefile(app_template="", use_empty=True)
    (tmp_path / "elsewhere").mkdir()
    picture = tmp_path / "elsewhere/label.png"
    _select(_cube("box", paint=textured(picture)))
    folder = products_of_file("SELECTED", tmp_path / "set")
    assert str(picture) in {image.filepath for image in bpy.data.images}, "the open file has changed"
    shutil.rmtree(tmp_path / "elsewhere")
    fresh()
    known = set(bpy.data.images)
    model = import_model(folder / "box.blend", "", folder)
    assert model.warnings == ()
    (image,) = set(bpy.data.images) - known
    assert image.pixels[:4] == pytest.approx((1.0, 0.0, 0.0, 1.0), abs=0.01)


def test_assets_are_objects_and_collections_that_are_marked(shop: dict[str, bpy.types.Object], tmp_path: Path) -> None:
    group = bpy.data.collections.new("Tea set")
    bpy.context.scene.collection.children.link(group)
    for name in ("shelf", "Cup_1"):
        group.objects.link(shop[name])
    group.asset_mark()
    material("wood").asset_mark()
    before = _file()
    folder = products_of_file("ASSETS", tmp_path / "set")
    assert _file() == before
    library, _ = scan_library(products=folder)
    parts = {asset.id: asset.part for asset in library.products}
    assert parts == {"model/assets.Cup.1": "object/Cup.1", "model/assets.Tea_set": "collection/Tea set"}
    fresh()
    assert _box(folder / "assets.blend", "collection/Tea set") == [0.9, -0.1, -0.1, 5.1, 0.1, 0.1]


def test_a_new_choice_takes_the_place_of_the_old_one_until_a_dataset_is_begun(
    shop: dict[str, bpy.types.Object], tmp_path: Path
) -> None:
    out = tmp_path / "set"
    folder = products_of_file("SELECTED", out)
    _select(shop["handle"])
    products_of_file("SELECTED", out)
    assert [path.name for path in folder.glob("*.blend")] == ["handle.blend"]
    open_dataset(out, Asked(spec_to_dict(load_spec("smoke")), Library((), (), ()), "5.2.2"))
    before = (folder / "handle.blend").stat().st_mtime_ns
    assert products_of_file("SELECTED", out) == folder
    _select(shop["shelf"])
    with pytest.raises(AnotherLibraryError):
        products_of_file("SELECTED", out)
    assert products_of_file("SELECTED", out, begun=True) == folder
    assert (folder / "handle.blend").stat().st_mtime_ns == before


def test_files_of_the_users_are_never_replaced(shop: dict[str, bpy.types.Object], tmp_path: Path) -> None:
    own = tmp_path / "set_products/mine.blend"
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(LibraryError, match="holds other files"):
        products_of_file("SELECTED", tmp_path / "set")
    assert own.read_text() == "mine"


def test_nothing_chosen_is_said_in_the_panel(shop: dict[str, bpy.types.Object], tmp_path: Path) -> None:
    settings = settings_of()
    settings.output = str(tmp_path / "set")
    settings.products_from = "SELECTED"
    assert "products" not in {each.place for each in problems_of(settings)}
    _select()
    assert {each.place: each.text for each in problems_of(settings)}[
        "products"
    ] == "No object with a surface is selected"
    with pytest.raises(LibraryError, match="choose some"):
        products_of_file("SELECTED", tmp_path / "set")
    settings.products_from = "ASSETS"
    assert "products" not in {each.place for each in problems_of(settings)}


def test_a_large_file_does_not_slow_the_panel_down() -> None:
    bpy.ops.wm.read_homefile(app_template="", use_empty=True)
    parent = None
    for number in range(3000):
        thing = bpy.data.objects.new(f"part {number}", None)
        thing.parent = parent if number % 10 else None
        parent = thing
        bpy.context.scene.collection.objects.link(thing)
        thing.select_set(True)
    began = time.thread_time()
    assert why_none("SELECTED") == "No object with a surface is selected"
    assert time.thread_time() - began < 0.1


def test_a_dataset_of_the_selected_objects(shop: dict[str, bpy.types.Object], tmp_path: Path) -> None:
    settings = settings_of()
    show_spec(
        settings, override(load_spec("smoke"), {"count": 2, "resolution": [32, 32], "product.library_share": 1.0})
    )
    settings.output, settings.products_from = str(tmp_path / "set"), "SELECTED"
    run_to_the_end(settings)
    recipes = [json.loads(path.read_text()) for path in (tmp_path / "set").glob("samples/*/*/recipe.json")]
    assert len(recipes) == 2
    assert {each["product"]["asset"] for each in recipes} <= {"model/Cup_1", "model/Cup_1_2"}
