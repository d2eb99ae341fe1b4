"""Textures and materials that are not as they should be: what a part looks like then, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import fresh, surface_of

from blender_addon.picture.png import encode_png
from blender_addon.recipe.model import MaterialPlan
from blender_addon.scene.finishes.build import finish_material
from blender_addon.scene.importing import Imported, ImportFailure, dress, import_model

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl A\nf 1/1 2/2 3/3\nf 1/1 3/2 4/3\n"


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def obj(folder: Path, mtl: str) -> Path:
    (folder / "m.mtl").write_text(mtl)
    (folder / "box.obj").write_text("mtllib m.mtl\n" + TRIANGLE)
    return folder / "box.obj"


def image(path: Path, alpha: int | None = None) -> None:
    """8 x 8, orange; with that alpha, where one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = bpy.data.images.new("made", 8, 8, alpha=alpha is not None)
    made.pixels[:] = [1.0, 0.5, 0.0, 1.0 if alpha is None else alpha / 255] * 64
    made.filepath_raw, made.file_format = str(path), "PNG"
    made.save()
    bpy.data.images.remove(made)


def inputs(imported: Imported) -> bpy.types.bpy_prop_collection:
    return surface_of(imported.parts[0].material_slots[0].material).inputs


@pytest.mark.parametrize("named", ["tex\\label.png", "TEX/Label.png", "D:\\work\\label.png"])
def test_a_texture_is_found_as_windows_names_it(tmp_path: Path, named: str) -> None:
    image(tmp_path / "tex" / "label.png")
    imported = import_model(obj(tmp_path, f"newmtl A\nmap_Kd {named}\n"))
    assert imported.warnings == ()
    node = inputs(imported)["Base Color"].links[0].from_node
    assert tuple(node.image.size) == (8, 8)


def test_an_alpha_that_nothing_uses_does_not_darken_the_colours(tmp_path: Path) -> None:
    image(tmp_path / "t.png", alpha=0)
    imported = import_model(obj(tmp_path, "newmtl A\nmap_Kd t.png\n"))
    node = inputs(imported)["Base Color"].links[0].from_node
    assert node.image.alpha_mode == "CHANNEL_PACKED"
    fresh()
    image(tmp_path / "t.png", alpha=128)
    imported = import_model(obj(tmp_path, "newmtl A\nmap_Kd t.png\nmap_d t.png\n"))
    images = {node.image for node in imported.parts[0].data.materials[0].node_tree.nodes if node.type == "TEX_IMAGE"}
    assert any(each.alpha_mode == "STRAIGHT" for each in images) or len(images) == 2


def test_without_its_mtl_a_part_wears_the_recipes_material(tmp_path: Path) -> None:
    path = obj(tmp_path, "newmtl A\n")
    (tmp_path / "m.mtl").unlink()
    imported = import_model(path)
    assert imported.warnings == ("the material file m.mtl is missing, and its colours and textures",)
    default = finish_material(MaterialPlan("plastic", {"colour": [0.5, 0.5, 0.5], "roughness": 0.4, "grain": 0.0}))
    dress(imported, default, 1.0)
    assert [slot.material for slot in imported.parts[0].material_slots] == [default]


def test_half_transparent_all_over_is_named_and_a_solid_part_is_enough(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match=r"box\.obj: all of it is see-through \(alpha 0\.50\)"):
        import_model(obj(tmp_path, "newmtl A\nd 0.498039\n"))
    fresh()
    path = obj(tmp_path, "newmtl A\nd 0.498039\nnewmtl B\nKd 1 0 0\n")
    path.write_text(path.read_text() + "usemtl B\nf 2/1 3/2 4/3\n")
    assert import_model(path).warnings == ()


def gltf(folder: Path, material: dict[str, object], **more: object) -> Path:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4")
    uv = np.array([[0, 0], [1, 0], [0, 1]], "<f4")
    (folder / "t.bin").write_bytes(corners.tobytes() + uv.tobytes())
    content = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "material": 0}]}],
        "buffers": [{"uri": "t.bin", "byteLength": 60}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 24}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]},
            {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC2"},
        ],
        "images": [{"uri": "gone.png"}, {"uri": "there.png"}],
        "textures": [{"source": 0}, {"source": 1}],
        "materials": [material],
    }
    (folder / "t.gltf").write_text(json.dumps({**content, **more}))
    (folder / "there.png").write_bytes(encode_png(np.full((4, 4, 3), 200, np.uint8)))
    return folder / "t.gltf"


def test_a_missing_mask_hides_nothing(tmp_path: Path) -> None:
    pbr = {"baseColorTexture": {"index": 0}, "metallicFactor": 0}
    imported = import_model(gltf(tmp_path, {"alphaMode": "MASK", "alphaCutoff": 0.6, "pbrMetallicRoughness": pbr}))
    assert imported.warnings == ("the texture gone.png is missing",)
    assert not inputs(imported)["Alpha"].is_linked and inputs(imported)["Alpha"].default_value == 1.0


def test_a_missing_texture_leaves_the_files_own_colour_and_no_metal(tmp_path: Path) -> None:
    pbr = {
        "baseColorFactor": [0.9, 0.2, 0.1, 1],
        "baseColorTexture": {"index": 0},
        "metallicRoughnessTexture": {"index": 0},
    }
    found = inputs(import_model(gltf(tmp_path, {"pbrMetallicRoughness": pbr})))
    assert tuple(found["Base Color"].default_value) == pytest.approx((0.9, 0.2, 0.1, 1.0))
    assert (found["Metallic"].default_value, found["Roughness"].default_value) == (0.0, 0.5)
    assert not any(found[name].is_linked for name in ("Base Color", "Metallic", "Roughness"))


def test_the_files_factors_stand_in_for_its_textures(tmp_path: Path) -> None:
    pbr = {"metallicRoughnessTexture": {"index": 0}, "metallicFactor": 0.9, "roughnessFactor": 0.3}
    glass = {"KHR_materials_transmission": {"transmissionFactor": 0.8, "transmissionTexture": {"index": 0}}}
    path = gltf(tmp_path, {"pbrMetallicRoughness": pbr, "extensions": glass}, extensionsUsed=list(glass))
    imported = import_model(path)
    found = next(
        node for node in imported.parts[0].data.materials[0].node_tree.nodes if node.type == "BSDF_PRINCIPLED"
    ).inputs
    assert found["Metallic"].default_value == pytest.approx(0.9)
    assert found["Roughness"].default_value == pytest.approx(0.3)
    assert found["Transmission Weight"].default_value == pytest.approx(0.8)


def test_a_texture_that_is_there_stays_beside_one_that_is_not(tmp_path: Path) -> None:
    pbr = {"baseColorTexture": {"index": 1}, "metallicRoughnessTexture": {"index": 0}}
    found = inputs(import_model(gltf(tmp_path, {"pbrMetallicRoughness": pbr})))
    assert found["Base Color"].is_linked and not found["Roughness"].is_linked


def test_an_extension_that_blender_does_not_know_is_told(tmp_path: Path) -> None:
    path = gltf(tmp_path, {}, extensionsUsed=["KHR_materials_clearcoat", "ACME_materials_glitter", "KHR_xmp_json_ld"])
    assert import_model(path).warnings == ("the glTF extension ACME_materials_glitter is not known to this Blender",)


def test_a_plys_texture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "can.ply"
    path.write_text(
        "ply\nformat ascii 1.0\ncomment TextureFile t.png\nelement vertex 3\nproperty float x\nproperty float y\n"
        "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
        "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"
    )
    (warning,) = import_model(path).warnings
    assert warning == "the texture t.png is not read: Blender's importer of PLY knows no textures"


def test_materialx_alone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.usda"
    path.write_text(
        '#usda 1.0\n(\n upAxis = "Z"\n metersPerUnit = 1\n)\ndef Mesh "m" (\n prepend '
        'apiSchemas = ["MaterialBindingAPI"]\n)\n'
        "{\n int[] faceVertexCounts = [3]\n int[] faceVertexIndices = [0,1,2]\n"
        " point3f[] points = [(0,0,0),(1,0,0),(0,1,0)]\n rel material:binding = </red>\n}\n"
        'def Material "red"\n{\n token outputs:mtlx:surface.connect = </red/s.outputs:surface>\n'
        ' def Shader "s"\n {\n  uniform token info:id = "ND_standard_surface_surfaceshader"\n'
        "  token outputs:out\n }\n}\n"
    )
    (warning,) = import_model(path).warnings
    assert warning.startswith("the material red is not read (Blender reads UsdPreviewSurface, not MaterialX)")


@pytest.mark.parametrize("case", ["obj_backslash_texture", "obj_texture_alpha_zero_black"])
def test_cases_from_the_field_have_their_texture(case: str) -> None:
    folder = CASES / case / "products"
    if not folder.is_dir():
        pytest.skip(f"no {folder} here")
    imported = import_model(folder / "box.obj")
    assert imported.warnings == () and inputs(imported)["Base Color"].is_linked
