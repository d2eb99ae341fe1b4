"""Model files of each kind, made here, and broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import PAINT, block_scene, fresh, material, save, shown

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.model import MaterialPlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.importing import ImportFailure, import_model
from blender_addon.scene.importing.lit import make_lit

SHARED_MODELS = Path(__file__).parents[2].parent / "shared" / "assets" / "models"


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def write_scene(path: Path, unlit: bool = False) -> None:
    """The file of `block_scene`."""
    paint = material()
    if unlit:
        nodes, links = paint.node_tree.nodes, paint.node_tree.links
        nodes.clear()
        glow, output = nodes.new("ShaderNodeBackground"), nodes.new("ShaderNodeOutputMaterial")
        glow.inputs["Color"].default_value = (*PAINT, 1)
        links.new(glow.outputs[0], output.inputs["Surface"])
    block_scene(paint)
    save(path)


@pytest.mark.parametrize("ending", [".glb", ".gltf", ".obj", ".blend"])
def test_meshes_come_in_where_the_file_has_them_and_nothing_else(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"block{ending}"
    write_scene(path)
    points = import_model(path).product.points
    # 1 x 2 x 3 scaled by 2 and turned by a quarter: x from 5 - 2 to 5 + 2; the twin 8 m on along y.
    assert points.min(0) == pytest.approx([3.0, -1.0, -2.0], abs=1e-4)
    assert points.max(0) == pytest.approx([7.0, 9.0, 4.0], abs=1e-4)
    assert len(shown()) == 2
    graph = bpy.context.evaluated_depsgraph_get()
    assert {instance.object.type for instance in graph.object_instances} <= {"MESH", "EMPTY"}  # no light, no camera
    assert len(bpy.data.scenes) == 1


def test_a_mirrored_part_still_faces_outward(tmp_path: Path) -> None:
    path = tmp_path / "mirrored.blend"
    bpy.ops.mesh.primitive_uv_sphere_add(location=(0, 0, 2))
    bpy.context.object.scale = (-1, 1, 1)
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    fresh()
    import_model(path)
    ((_, ball),) = shown()
    middle = np.array([0, 0, 2.0])
    assert all(np.dot(face.normal, np.array(face.center) - middle) > 0 for face in ball.polygons)


def test_modifiers_and_instances_are_what_renders(tmp_path: Path) -> None:
    path = tmp_path / "made.blend"
    bpy.ops.mesh.primitive_cube_add(size=1.0)
    array = bpy.context.object.modifiers.new("row", "ARRAY")
    array.count = 3
    group = bpy.data.collections.new("group")
    bpy.ops.mesh.primitive_cube_add(size=1.0, location=(0, 5, 0))
    stored = bpy.context.object
    bpy.context.scene.collection.objects.unlink(stored)
    group.objects.link(stored)
    instance = bpy.data.objects.new("instance", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", group
    instance.location = (0, 0, 10)
    bpy.context.scene.collection.objects.link(instance)
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    fresh()
    points = import_model(path).product.points
    assert points.min(0) == pytest.approx([-0.5, -0.5, -0.5])
    assert points.max(0) == pytest.approx([2.5, 5.5, 10.5])


@pytest.mark.parametrize("ending", [".glb", ".blend"])
def test_unlit_becomes_lit_in_its_own_colour(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"unlit{ending}"
    write_scene(path, unlit=True)
    if ending == ".glb":
        assert b"KHR_materials_unlit" in path.read_bytes()
    for thing in import_model(path).parts:
        (material,) = thing.data.materials
        output = next(node for node in material.node_tree.nodes if node.type == "OUTPUT_MATERIAL")
        surface = output.inputs["Surface"].links[0].from_node
        assert surface.type == "BSDF_PRINCIPLED"
        assert tuple(surface.inputs["Base Color"].default_value)[:3] == pytest.approx((0.8, 0.1, 0.05), abs=0.01)


def test_a_part_without_a_material_takes_the_plans(tmp_path: Path) -> None:
    path = tmp_path / "bare.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nf 1 2 3 4\nf 1 2 5\n", encoding="utf-8")
    library = Library(products=(Asset("model/bare", "product", path),))
    default = MaterialPlan("plastic", {"colour": [0.5, 0.5, 0.5], "roughness": 0.4, "grain": 0.0})
    plan = ProductPlan("model/bare", "thing", None, materials={"default": default}, longest_m=0.3, yaw_rad=1.0)
    low, high = build_product(plan, library).bounds()
    ((_, mesh),) = shown()
    assert [material.name for material in mesh.materials] == ["packshot_plastic"]
    points = np.array([vertex.co for vertex in mesh.vertices])
    assert points.min(0) == pytest.approx(low, abs=1e-6) and points.max(0) == pytest.approx(high, abs=1e-6)
    assert low[2] == pytest.approx(0.0, abs=1e-6)
    assert (low + high)[:2] == pytest.approx([0.0, 0.0], abs=1e-6)


GLTF = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"name": "empty"}]}
BROKEN = {
    "missing.glb": (None, "no such file"),
    "text.txt": (b"hello", "not a model file"),
    "broken.glb": (b"glTF\x02\x00\x00\x00not at all", "cut short"),
    "broken.gltf": (b"{", "JSON cannot be read"),
    "broken.blend": (b"BLENDER-but-not-really", "cannot read"),
    "meshless.gltf": (json.dumps(GLTF).encode(), "no mesh"),
    "faceless.obj": (b"v 0 0 0\nv 1 0 0\n", "no face"),
    "point.obj": (b"v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n", "one point"),
    "nothing.obj": (b"", "the file is empty"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_file_that_cannot_be_used_is_named_in_one_line(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    content, reason = BROKEN[name]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImportFailure, match=reason) as failure:
        import_model(path)
    message = str(failure.value)
    assert str(path) in message
    assert "\n" not in message
    assert "Location:" not in message
    assert capfd.readouterr().err == ""  # no traceback beside it
    assert not bpy.data.objects


def test_vertices_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.blend"
    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.data.vertices[0].co.x = float("nan")
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    fresh()
    with pytest.raises(ImportFailure, match=r"endless.blend: some vertices are not finite"):
        import_model(path)


def test_an_unlit_cut_out_keeps_its_alpha() -> None:
    material = bpy.data.materials.new("decal")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    glow, clear, mix = (nodes.new(f"ShaderNode{kind}") for kind in ("Emission", "BsdfTransparent", "MixShader"))
    alpha, output = nodes.new("ShaderNodeValue"), nodes.new("ShaderNodeOutputMaterial")
    links.new(alpha.outputs[0], mix.inputs[0])
    links.new(clear.outputs[0], mix.inputs[1])
    links.new(glow.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], output.inputs["Surface"])
    assert make_lit(material)
    surface = output.inputs["Surface"].links[0].from_node
    assert surface.inputs["Alpha"].links[0].from_node == alpha
    assert not make_lit(material)


def test_too_many_faces_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "block.glb"
    write_scene(path)
    monkeypatch.setattr("blender_addon.scene.importing.measure.MOST_FACES", 11)
    with pytest.raises(ImportFailure, match="more than 11 faces"):
        import_model(path)


@pytest.mark.parametrize("ending", [".glb", ".obj"])
def test_an_import_says_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str) -> None:
    path = tmp_path / f"block{ending}"
    write_scene(path)
    capfd.readouterr()
    import_model(path)
    assert capfd.readouterr() == ("", "")
    print("still here")
    assert capfd.readouterr().out == "still here\n"


@pytest.mark.parametrize("name", ["kit/mug.gltf", "kit/headphones.gltf", "polyhaven/sofa_03/sofa_03_1k.gltf"])
def test_real_models_with_draco_and_textures(name: str) -> None:
    path = SHARED_MODELS / name
    if not path.is_file():
        pytest.skip(f"no {path} here")
    library = Library(products=(Asset("model/real", "product", path),))
    low, high = build_product(ProductPlan("model/real", "real", None, longest_m=0.5), library).bounds()
    assert float((high - low).max()) == pytest.approx(0.5, rel=1e-4)
    assert all(material is not None for _, mesh in shown() for material in mesh.materials)
