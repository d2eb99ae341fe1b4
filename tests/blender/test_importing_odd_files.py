"""Files as people have them: several scenes, image sequences, volumes, subdivision, byte-order marks, hidden parts."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest
from blend_looks import cube
from model_files import fresh, material, save, surface_of
from plain_render import db, picture

from blender_addon.library.blend_file import open_scene
from blender_addon.library.obj_file import obj_materials
from blender_addon.scene.importing import import_model
from blender_addon.scene.importing.sequences import numbered

BOX = "v 0 0 0\nv 1 0 0\nv 0 0 1\nusemtl m\nf 1 2 3\n"


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def as_imported(tmp_path: Path) -> float:
    """PSNR of the scene's own picture and that of the product that it is saved as."""
    plain = picture(tmp_path, "plain")
    path = save(tmp_path / "product.blend")
    import_model(path)
    return db(plain, picture(tmp_path, "imported"))


@pytest.mark.parametrize("compress", [False, True])
def test_a_blend_shows_the_scene_that_it_opens_with(tmp_path: Path, compress: bool) -> None:
    cube(0.5)
    other = bpy.data.scenes.new("another")  # before "room" in the file
    ball = bpy.data.objects.new("ball", bpy.data.objects[0].data)
    ball.location = (3, 0, 0)
    other.collection.objects.link(ball)
    path = save(tmp_path / "two.blend", compress=compress)
    assert open_scene(path) == bpy.context.scene.name
    low, high = import_model(path).product.bounds()
    assert (high - low).tolist() == pytest.approx([0.5, 0.5, 0.5], abs=1e-5)


def image_file(path: Path, colour: tuple[float, float, float]) -> None:
    image = bpy.data.images.new("still", 4, 4)
    image.pixels[:] = [*colour, 1.0] * 16
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)


def test_an_image_sequence_shows_the_image_of_the_files_frame(tmp_path: Path) -> None:
    for number, colour in enumerate(((1, 0, 0), (0, 1, 0), (0, 0, 1)), 7):
        image_file(tmp_path / f"tex_{number:04d}.png", colour)
    paint = material()
    node = paint.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.load(str(tmp_path / "tex_0007.png"))
    node.image.source = "SEQUENCE"
    user = node.image_user
    user.frame_duration, user.frame_start, user.frame_offset, user.use_auto_refresh = 3, 1, 6, True
    paint.node_tree.links.new(node.outputs[0], surface_of(paint).inputs["Base Color"])
    cube(0.5).data.materials[0] = paint
    bpy.context.scene.frame_set(2)
    imported = import_model(save(tmp_path / "sequence.blend"))
    assert imported.warnings == ()
    shown = picture(tmp_path, "imported")
    seen = shown[shown[..., 3] > 0.9][:, :3].mean(0)
    assert seen[1] > 5 * max(seen[0], seen[2])


def test_the_last_digits_of_a_name_number_a_sequence() -> None:
    assert numbered("//2024/shot2_v03.png", 12) == "//2024/shot2_v12.png"
    assert numbered("//tex/plain.png", 3) == "//tex/plain.png"


def test_a_material_that_is_a_volume_alone_stays_one(tmp_path: Path) -> None:
    smoke = bpy.data.materials.new("smoke")
    smoke.use_nodes = True
    tree = smoke.node_tree
    tree.nodes.clear()
    volume, output = tree.nodes.new("ShaderNodeVolumePrincipled"), tree.nodes.new("ShaderNodeOutputMaterial")
    volume.inputs["Density"].default_value = 6.0
    tree.links.new(volume.outputs[0], output.inputs["Volume"])
    cube(0.3)
    cube(0.8).data.materials[0] = smoke
    assert as_imported(tmp_path) > 30.0


def test_subdivision_of_fbx_is_applied(tmp_path: Path) -> None:
    cube(1.0).modifiers.new("round", "SUBSURF").render_levels = 2
    path = tmp_path / "round.fbx"
    bpy.ops.export_scene.fbx(filepath=str(path), use_subsurf=True, use_mesh_modifiers=False)
    fresh()
    low, high = import_model(path).product.bounds()
    assert (high - low).max() < 0.9  # the cage has 1.0


def test_an_fbx_of_which_all_is_hidden_is_shown(tmp_path: Path) -> None:
    cube(1.0).hide_set(True)
    path = tmp_path / "hidden.fbx"
    bpy.ops.export_scene.fbx(filepath=str(path))
    fresh()
    assert len(import_model(path).product.names) == 1


def test_byte_order_marks_of_obj_and_mtl(tmp_path: Path) -> None:
    (tmp_path / "m.mtl").write_text("newmtl m\nKd 0.1 0.5 0.1\n")
    path = tmp_path / "marked.obj"
    path.write_text("\ufeffmtllib m.mtl\n" + BOX)
    assert obj_materials(path, tmp_path).lost == ()
    imported = import_model(path)
    assert [slot.material.name for thing in imported.parts for slot in thing.material_slots] == ["m"]
    (tmp_path / "m.mtl").write_text("\ufeffnewmtl m\nKd 0.1 0.5 0.1\n")  # which Blender does not read
    assert import_model(path).warnings == ("no .mtl describes the material m",)


def test_meshes_without_a_face_beside_others(tmp_path: Path) -> None:
    cube(0.5)
    for name in ("edge", "edge too"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (0.1, 0, 0)], [(0, 1)], [])
        bpy.context.scene.collection.objects.link(bpy.data.objects.new(name, mesh))
    assert as_imported(tmp_path) > 40.0
