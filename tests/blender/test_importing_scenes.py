"""What a file may hold beside plain meshes: marked assets, hidden things, rigs, instances, odd materials and meshes."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np
import pytest
from mathutils import Matrix
from model_files import PAINT, fresh, material, save, shown, surface_of, textured

from blender_addon.library.formats import MOST_FACES
from blender_addon.library.products import scan_products
from blender_addon.scene.importing import ImportFailure, import_model
from blender_addon.scene.importing.lit import make_lit
from blender_addon.scene.importing.outward import turn_outward


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def cube(name: str, place: tuple[float, float, float] = (0, 0, 0), size: float = 1.0) -> bpy.types.Object:
    bpy.ops.mesh.primitive_cube_add(size=size, location=place)
    bpy.context.object.name = name
    return bpy.context.object


def box(path: Path, part: str = "") -> list[float]:
    """Bounds of what is imported: least and greatest x, y, z."""
    points = import_model(path, part).product.points
    return [round(float(value), 4) for value in (*points.min(0), *points.max(0))]


def collection(name: str, *things: bpy.types.Object) -> bpy.types.Collection:
    group = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(group)
    for thing in things:
        bpy.context.scene.collection.objects.unlink(thing)
        group.objects.link(thing)
    return group


@pytest.mark.parametrize("compress", [False, True])
def test_marked_assets_are_found_without_blender_and_come_in_alone(tmp_path: Path, compress: bool) -> None:
    cube("Mug", (1, 0, 0)).asset_mark()
    cube("floor", size=50.0)
    pot, lid, spare = cube("pot", (0, 5, 0)), cube("lid", (0, 5, 1)), cube("spare", (0, 9, 0))
    spare.hide_render = True
    collection("Tea pot", pot, lid, spare).asset_mark()
    path = save(tmp_path / "kitchen.blend", compress=compress)
    products = {asset.id: asset for asset in scan_products(tmp_path, [])}
    assert sorted(products) == ["model/kitchen.Mug", "model/kitchen.Tea_pot"]
    assert box(path, products["model/kitchen.Mug"].part) == [0.5, -0.5, -0.5, 1.5, 0.5, 0.5]
    fresh()
    assert box(path, products["model/kitchen.Tea_pot"].part) == [-0.5, 4.5, -0.5, 0.5, 5.5, 1.5]
    fresh()
    with pytest.raises(ImportFailure, match=r"kitchen\.blend: the object 'Cup' that it had is gone"):
        import_model(path, "object/Cup")


def test_what_renders_hide_stays_out_whatever_hides_it(tmp_path: Path) -> None:
    cube("seen")
    cube("hidden", (5, 0, 0)).hide_render = True
    collection("hidden group", cube("grouped", (0, 5, 0))).hide_render = True
    collection("excluded", cube("out", (0, 0, 5)))
    bpy.context.view_layer.layer_collection.children["excluded"].exclude = True
    cube("seen in renders only", (-1, 0, 0)).hide_viewport = True
    thick = cube("modified", (0, -1, 0)).modifiers.new("off in renders", "ARRAY")
    thick.show_render = False
    assert box(save(tmp_path / "room.blend")) == [-1.5, -1.5, -0.5, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("ending", [".fbx", ".usda", ".glb"])
def test_hidden_objects_of_other_formats_stay_out(tmp_path: Path, ending: str) -> None:
    cube("seen")
    hidden = cube("hidden", (5, 0, 0))
    hidden.hide_viewport = hidden.hide_render = True
    path = save(tmp_path / f"room{ending}", **({"use_visible": True} if ending == ".glb" else {}))
    assert box(path) == [-0.5, -0.5, -0.5, 0.5, 0.5, 0.5]


def test_subdivision_is_the_renders(tmp_path: Path) -> None:
    smooth = cube("ball").modifiers.new("smooth", "SUBSURF")
    smooth.levels, smooth.render_levels = 0, 3
    path = save(tmp_path / "ball.blend")
    import_model(path)
    ((_, ball),) = shown()
    assert len(ball.polygons) == 6 * 4**3


def test_too_much_subdivision_is_refused_before_it_is_made(tmp_path: Path) -> None:
    cube("ball").modifiers.new("smooth", "SUBSURF").render_levels = 10
    path = save(tmp_path / "ball.blend")
    with pytest.raises(ImportFailure, match=f"{6 * 4**10} faces once 'ball' is subdivided, more than {MOST_FACES}"):
        import_model(path)


@pytest.mark.parametrize("ending", [".blend", ".glb", ".fbx", ".usda"])
def test_a_rig_poses_its_mesh(tmp_path: Path, ending: str) -> None:
    """A post of 2 m whose upper half is bent by a quarter about its middle reaches 1 m sideways."""
    bpy.ops.object.armature_add(enter_editmode=True)
    bones = bpy.context.object.data.edit_bones
    bones[0].head, bones[0].tail = (0, 0, 0), (0, 0, 1)
    upper = bones.new("upper")
    upper.head, upper.tail, upper.parent = (0, 0, 1), (0, 0, 2), bones[0]
    bpy.ops.object.mode_set(mode="OBJECT")
    rig = bpy.context.object
    post = cube("post", (0, 0, 1))
    post.data.transform(Matrix.Diagonal((0.1, 0.1, 2, 1)))
    low, high = post.vertex_groups.new(name=rig.data.bones[0].name), post.vertex_groups.new(name="upper")
    for vertex in post.data.vertices:
        (high if vertex.co.z > 0 else low).add([vertex.index], 1.0, "REPLACE")
    post.modifiers.new("rig", "ARMATURE").object = rig
    post.parent = rig
    bend = rig.pose.bones["upper"]
    bend.rotation_mode, bend.rotation_euler = "XYZ", (math.pi / 2, 0, 0)
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    bent = post.evaluated_get(graph).to_mesh()
    expected = np.array([post.matrix_world @ vertex.co for vertex in bent.vertices])
    assert float(np.ptp(expected[:, 1])) > 1.0
    path = save(tmp_path / f"post{ending}", **({"export_rest_position_armature": False} if ending == ".glb" else {}))
    points = import_model(path).product.points
    if ending in (".blend", ".glb"):  # those keep the pose; FBX and USD without animation keep the rest
        assert np.ptp(points, axis=0) == pytest.approx(np.ptp(expected, axis=0), abs=1e-3)
    else:
        assert float(np.ptp(points, axis=0).max()) > 1.0


def test_geometry_nodes_and_their_instances_become_meshes(tmp_path: Path) -> None:
    tree = bpy.data.node_groups.new("row", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    line, small, spread, out = (
        tree.nodes.new(kind)
        for kind in ("GeometryNodeMeshLine", "GeometryNodeMeshCube", "GeometryNodeInstanceOnPoints", "NodeGroupOutput")
    )
    line.inputs["Count"].default_value, line.inputs["Offset"].default_value = 3, (0, 0, 2)
    tree.links.new(line.outputs[0], spread.inputs["Points"])
    painted = tree.nodes.new("GeometryNodeSetMaterial")
    painted.inputs["Material"].default_value = material()
    tree.links.new(small.outputs[0], painted.inputs["Geometry"])
    tree.links.new(painted.outputs[0], spread.inputs["Instance"])
    tree.links.new(spread.outputs[0], out.inputs[0])
    cube("source").modifiers.new("row", "NODES").node_group = tree
    path = save(tmp_path / "row.blend")
    assert box(path) == [-0.5, -0.5, -0.5, 0.5, 0.5, 4.5]
    assert len(shown()) == 3
    for _, mesh in shown():
        paint = mesh.materials[mesh.polygons[0].material_index]
        assert tuple(surface_of(paint).inputs["Base Color"].default_value)[:3] == pytest.approx(PAINT)


def test_nested_collections_hold_instances_of_instances(tmp_path: Path) -> None:
    inner, outer = bpy.data.collections.new("inner"), bpy.data.collections.new("outer")
    thing = cube("thing")
    bpy.context.scene.collection.objects.unlink(thing)
    inner.objects.link(thing)
    top = bpy.context.scene.collection.objects
    for group, home, place in ((inner, outer.objects, (0, 0, 3)), (outer, top, (5, 0, 0))):
        holder = bpy.data.objects.new("holder", None)
        holder.instance_type, holder.instance_collection, holder.location = "COLLECTION", group, place
        home.link(holder)
    assert box(save(tmp_path / "nested.blend")) == [4.5, -0.5, 2.5, 5.5, 0.5, 3.5]


def test_a_linked_file_is_used_inside_the_folder_and_refused_outside(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    cube("part")
    save(tmp_path / "part.blend")
    with bpy.data.libraries.load(str(tmp_path / "part.blend"), link=True) as (_, target):
        target.objects = ["part"]
    bpy.context.scene.collection.objects.link(target.objects[0])
    path = save(tmp_path / "set" / "whole.blend")
    with pytest.raises(ImportFailure, match=r"it links .*part\.blend, which lies outside"):
        import_model(path)
    fresh()
    assert len(import_model(path, folder=tmp_path).parts) == 1


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    """A driver is an expression in Python; a text may ask to be run."""
    trap = tmp_path / "sprung"
    driver = cube("trap").driver_add("location", 0).driver
    driver.expression = f"__import__('pathlib').Path({str(trap)!r}).touch() or 1.0"
    text = bpy.data.texts.new("run.py")
    text.write(f"open({str(trap)!r}, 'w')")
    text.use_module = True
    path = save(tmp_path / "trap.blend")
    trap.unlink(missing_ok=True)
    import_model(path)
    assert not trap.exists()


def test_materials_without_nodes_and_unlit_ones_in_disguise_are_lit(tmp_path: Path) -> None:
    plain = bpy.data.materials.new("plain")
    plain.diffuse_color, plain.roughness, plain.metallic = (0.1, 0.2, 0.3, 1.0), 0.35, 1.0
    empty = bpy.data.materials.new("empty")
    empty.use_nodes = True
    empty.node_tree.nodes.clear()
    assert make_lit(plain) and make_lit(empty)
    inputs = surface_of(plain).inputs
    assert tuple(inputs["Base Color"].default_value)[:3] == pytest.approx((0.1, 0.2, 0.3))
    assert (inputs["Roughness"].default_value, inputs["Metallic"].default_value) == pytest.approx((0.35, 1.0))
    assert surface_of(empty).type == "BSDF_PRINCIPLED"
    glowing = textured(tmp_path / "red.png")
    inputs = surface_of(glowing).inputs
    picture = inputs["Base Color"].links[0].from_node
    glowing.node_tree.links.new(picture.outputs[0], inputs["Emission Color"])
    glowing.node_tree.links.remove(inputs["Base Color"].links[0])
    inputs["Base Color"].default_value, inputs["Emission Strength"].default_value = (0, 0, 0, 1), 1.0
    assert make_lit(glowing)
    assert inputs["Base Color"].links[0].from_node == picture and inputs["Emission Strength"].default_value == 0.0
    assert not make_lit(material())


def test_a_material_of_the_object_counts_before_its_meshes(tmp_path: Path) -> None:
    thing = cube("thing")
    thing.data.materials.append(material("of the mesh", (0, 0, 1)))
    thing.material_slots[0].link = "OBJECT"
    thing.material_slots[0].material = material("of the object")
    (made,) = import_model(save(tmp_path / "thing.blend")).parts
    base = surface_of(made.material_slots[0].material).inputs["Base Color"]
    assert tuple(base.default_value)[:3] == pytest.approx(PAINT)


def test_a_closed_mesh_that_is_inside_out_is_turned_and_an_open_one_is_not() -> None:
    ball = cube("ball", (7, 0, 0))
    assert not turn_outward([ball])
    ball.data.flip_normals()
    assert turn_outward([ball]) == [ball]
    assert all(face.normal.dot(face.center) > 0 for face in ball.data.polygons)
    bpy.ops.mesh.primitive_plane_add()
    sheet = bpy.context.object
    sheet.data.flip_normals()
    assert not turn_outward([sheet]) and sheet.data.polygons[0].normal.z < 0


MESHES = {
    "line.obj": (b"v 0 0 0\nv 1 1 1\nv 2 2 2\nf 1 2 3\n", "no area"),
    "nan.obj": (b"v nan 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n", "not finite|cannot read"),
    "nan.ply": (
        b"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        b"element face 1\nproperty list uchar int vertex_indices\nend_header\nnan 0 0\n1 0 0\n1 1 0\n3 0 1 2\n",
        "not finite|cannot read",
    ),
    "beyond.ply": (
        b"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        b"element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n1 1 0\n3 0 1 9999999\n",
        "cannot read|no mesh|cut short",
    ),
}


@pytest.mark.parametrize("name", sorted(MESHES))
def test_meshes_that_are_none_are_refused(tmp_path: Path, name: str) -> None:
    content, reason = MESHES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFailure, match=reason):
        import_model(tmp_path / name)
