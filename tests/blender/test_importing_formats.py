"""Every format, good and broken: what Blender's exporters write comes in as it was, and what is damaged is named."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import HIGH, LOW, PAINT, block_scene, fresh, save, shown, surface_of, textured

from blender_addon.recipe.model import ProductPlan
from blender_addon.scene.importing import ImportFailure, dress, import_model, scale_of
from blender_addon.scene.mesh import GRAIN

ENDINGS = (".glb", ".gltf", ".fbx", ".obj", ".stl", ".ply", ".usd", ".usda", ".usdc", ".usdz", ".blend")
COLOURLESS = (".stl", ".ply")


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


WAYS = {
    **{ending: (ending, {}) for ending in ENDINGS},
    "draco": (".glb", {"export_draco_mesh_compression_enable": True}),
    "zstd": (".blend", {"compress": True}),
    "centimetre fbx": (".fbx", {"apply_scale_options": "FBX_SCALE_UNITS"}),
    "z-up fbx": (".fbx", {"axis_forward": "Y", "axis_up": "Z"}),
    "y-up centimetre usd": (".usda", {"convert_orientation": True, "convert_scene_units": "CENTIMETERS"}),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_was_written_comes_in_upright_and_in_metres(
    tmp_path: Path, way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ending, options = WAYS[way]
    block_scene()
    path = save(tmp_path / f"block{ending}", **options)
    if way == "y-up centimetre usd":
        text = path.read_text()
        assert "metersPerUnit = 0.01" in text and 'upAxis = "Y"' in text
    capfd.readouterr()
    imported = import_model(path)
    assert capfd.readouterr() == ("", "")
    points = imported.product.points
    assert points.min(0) == pytest.approx(LOW, abs=1e-3)
    assert points.max(0) == pytest.approx(HIGH, abs=1e-3)
    area = sum(face.area for _, mesh in shown() for face in mesh.polygons)
    assert area == pytest.approx(2 * 2 * (4 * 2 + 4 * 6 + 2 * 6), rel=1e-3)
    assert imported.warnings == ()
    assert imported.metric == (ending not in (".obj", ".stl", ".ply"))
    for thing, _ in shown():
        if ending in COLOURLESS:
            assert not any(thing.data.materials)
        else:
            (paint,) = thing.data.materials
            assert tuple(surface_of(paint).inputs["Base Color"].default_value)[:3] == pytest.approx(PAINT, abs=0.01)


DAMAGE = {
    "cut": lambda content: content[: len(content) * 9 // 10],
    "text": lambda content: b"this is not a model\n" * 20,
    "noise": lambda content: content[:64] + np.random.default_rng(1).bytes(len(content) - 64),
}
MAY_PASS = {("cut", ".obj")}
"""Text without an end: an OBJ that lost its tail is an OBJ with fewer faces."""


@pytest.mark.parametrize("damage", sorted(DAMAGE))
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_damaged_file_is_named_in_one_line(
    tmp_path: Path, ending: str, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    block_scene()
    whole = save(tmp_path / f"whole{ending}")
    path = tmp_path / f"damaged{ending}"
    path.write_bytes(DAMAGE[damage](whole.read_bytes()))
    capfd.readouterr()
    if (damage, ending) in MAY_PASS:
        assert import_model(path).parts
        return
    with pytest.raises(ImportFailure) as failure:
        import_model(path)
    message = str(failure.value)
    assert message.startswith(f"{path}: ") and len(message) > len(str(path)) + 10
    assert "\n" not in message and "Location:" not in message
    assert capfd.readouterr() == ("", "")
    assert not bpy.data.objects


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_wrong_ending_is_told_or_seen_through(tmp_path: Path, ending: str) -> None:
    """Whatever a file is called, it comes in as what it is or is refused; Blender survives it."""
    block_scene()
    whole = save(tmp_path / f"whole{ending}").read_bytes()
    for other in ENDINGS:
        if other == ending:
            continue
        path = tmp_path / f"misnamed{other}"
        path.write_bytes(whole)
        try:
            points = import_model(path).product.points
        except ImportFailure as failure:
            assert str(failure).startswith(f"{path}: ") and "\n" not in str(failure)
        else:
            assert points.max(0) == pytest.approx(HIGH, abs=1e-3)
        fresh()


@pytest.mark.parametrize("ending", [".gltf", ".glb", ".fbx", ".obj", ".usda", ".usdc", ".usdz", ".blend"])
def test_a_texture_comes_along_and_one_that_is_missing_is_told(tmp_path: Path, ending: str) -> None:
    picture = tmp_path / "red.png"
    block_scene(textured(picture))
    options = {".usdz": {"export_textures_mode": "NEW"}, ".gltf": {"export_keep_originals": True}}.get(ending, {})
    path = save(tmp_path / f"block{ending}", **options)
    inside = ending in (".glb", ".usdz")
    imported = import_model(path)
    assert imported.warnings == ()
    links = surface_of(imported.parts[0].data.materials[0]).inputs["Base Color"].links
    assert links[0].from_node.image.size[0] == 8
    assert tuple(links[0].from_node.image.pixels[:3]) == pytest.approx((1.0, 0.0, 0.0))
    fresh()
    picture.unlink()
    imported = import_model(path)
    surface = surface_of(imported.parts[0].data.materials[0])
    if inside:
        assert imported.warnings == () and surface.inputs["Base Color"].is_linked
    else:
        (warning,) = imported.warnings
        assert "texture" in warning and "missing" in warning
        assert not surface.inputs["Base Color"].is_linked


@pytest.mark.parametrize("ending", [".fbx", ".obj", ".usda", ".blend"])
def test_a_texture_from_outside_the_folder_is_not_read(tmp_path: Path, ending: str) -> None:
    (tmp_path / "library").mkdir()
    block_scene(textured(tmp_path / "secret.png"))
    path = save(tmp_path / "library" / f"block{ending}")
    imported = import_model(path)
    assert len(imported.warnings) == 1 and "outside the folder" in imported.warnings[0]
    assert not surface_of(imported.parts[0].data.materials[0]).inputs["Base Color"].is_linked
    fresh()
    assert import_model(path, folder=tmp_path).warnings == ()


@pytest.mark.parametrize("ending", [".stl", ".ply", ".obj"])
def test_bare_parts_take_the_recipes_material_and_their_own_colours(tmp_path: Path, ending: str) -> None:
    bpy.ops.mesh.primitive_cube_add(size=100.0)
    cube = bpy.context.object.data
    colours = cube.color_attributes.new("Paint", "BYTE_COLOR" if ending == ".ply" else "FLOAT_COLOR", "POINT")
    for index, entry in enumerate(colours.data):
        entry.color_srgb = (1.0, 0.0, 0.0, 1.0) if cube.vertices[index].co.z > 0 else (0.0, 0.0, 1.0, 1.0)
    options = {".obj": {"export_colors": True, "export_materials": False}}.get(ending, {})
    imported = import_model(save(tmp_path / f"cube{ending}", **options))
    default = bpy.data.materials.new("default")
    default.use_nodes = True
    dress(imported, default, 0.001)
    (part,) = imported.parts
    mesh = part.data
    (paint,) = mesh.materials
    base = surface_of(paint).inputs["Base Color"]
    grain = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.attributes[GRAIN].data.foreach_get("vector", grain)
    assert np.abs(grain).max() == pytest.approx(0.05)  # 50 in the file, of which 1000 make a metre
    if ending == ".stl":
        assert paint == default and not base.is_linked
        return
    assert paint != default
    source = base.links[0].from_node
    attribute = mesh.color_attributes[source.layer_name]
    for entry, vertex in zip(attribute.data, mesh.vertices, strict=True):
        assert tuple(entry.color)[:3] == pytest.approx(
            (1, 0, 0) if (part.matrix_world @ vertex.co).z > 0 else (0, 0, 1), abs=0.01
        )


@pytest.mark.parametrize(
    ("side", "ending", "expected"),
    [
        (0.5, ".glb", 1.0),  # in metres, and a size that can be
        (50.0, ".glb", 0.3 / 50),  # centimetres taken for metres
        (1.0, ".glb", 0.3),  # scaled to a unit box: says nothing
        (0.5, ".stl", 0.6),  # no unit, so the recipe's size
    ],
)
def test_a_files_own_size_is_kept_where_it_can_be_right(
    tmp_path: Path, side: float, ending: str, expected: float
) -> None:
    bpy.ops.mesh.primitive_cube_add(size=side)
    imported = import_model(save(tmp_path / f"cube{ending}"))
    plan = ProductPlan("model/cube", "cube", None, longest_m=0.3, own_longest_m=(0.2, 1.2))
    assert scale_of(imported, plan) == pytest.approx(expected, rel=1e-4)
