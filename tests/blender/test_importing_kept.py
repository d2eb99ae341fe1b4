"""What an imported product keeps to itself: its lights, its place, its names, and nothing for the next sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
import pytest
from blend_looks import LOOKS, cube, hidden_ball, instance_on_points, particles
from mathutils import Matrix
from model_files import fresh, save, shown, surface_of
from plain_render import box_of_alpha, box_of_points, db, picture

from blender_addon.batch.packshot import render_packshot
from blender_addon.library.scan import scan_library
from blender_addon.recipe.draw import draw
from blender_addon.render.layers import Settings, render
from blender_addon.scene.importing import import_model, usd_shading
from blender_addon.scene.importing.object_info import cycles_random
from blender_addon.spec import CameraSpec, DatasetSpec, ProductSpec, RenderSpec, SurroundingsSpec

FAR = np.array((480_000.0, 5_300_000.0, 0.0))
CASES = Path(__file__).parents[2].parent / "shared" / "cases"


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def lamps_before_a_cube(way: str) -> None:
    """A lamp far off, which something before a cube instances."""
    cube()
    mesh = bpy.data.meshes.new("mirror")
    mesh.from_pydata([(0, -0.5, 0.5), (0.01, -0.5, 0.5), (0, -0.51, 0.5)], [], [(0, 1, 2)])
    host = bpy.data.objects.new("host", mesh)
    lamp = bpy.data.objects.new("lamp", bpy.data.lights.new("lamp", "POINT"))
    lamp.data.energy, lamp.location = 30.0, (9, 9, 9)
    for thing in (host, lamp):
        bpy.context.scene.collection.objects.link(thing)
    if way == "geometry nodes":
        instance_on_points(host, lamp)
    elif way == "vertices":
        lamp.parent, lamp.location, host.instance_type = host, (0, 0, 0), "VERTS"
    else:
        settings = host.modifiers.new("p", "PARTICLE_SYSTEM").particle_system.settings
        settings.type, settings.count, settings.render_type = "HAIR", 5, "OBJECT"
        settings.instance_object, settings.particle_size = lamp, 1.0


@pytest.mark.parametrize("way", ["geometry nodes", "vertices", "particles"])
def test_lamps_that_a_file_instances_give_no_light(tmp_path: Path, way: str) -> None:
    lamps_before_a_cube(way)
    plain = picture(tmp_path, "plain")
    import_model(save(tmp_path / "lamp.blend"))
    dark = picture(tmp_path, "dark")
    fresh()
    cube()
    alone = picture(tmp_path, "alone")
    assert plain[..., :3].mean() > 2 * alone[..., :3].mean()
    assert dark[..., :3].mean() == pytest.approx(alone[..., :3].mean(), rel=0.02)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_cryptomatte_and_rays_know_every_part_by_its_name(tmp_path: Path, look: str) -> None:
    """Pixels: the coverage of the product's names is the picture's alpha."""
    LOOKS[look]()
    product = import_model(save(tmp_path / "product.blend")).product
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("eye")
    lens.type, lens.ortho_scale = "ORTHO", 1.4
    scene.camera = bpy.data.objects.new("eye", lens)
    scene.collection.objects.link(scene.camera)
    scene.camera.rotation_euler, scene.camera.location = (1.0472, 0, 0.4363), (1.83, -3.92, 2.5)
    scene.render.film_transparent = True
    settings = Settings(RenderSpec(denoise=False), (48, 48), "CPU")
    layers = render(scene, settings, 16, (), 1, objects=product.names)
    assert layers.alpha.max() > 0.9
    assert np.abs(layers.covered - layers.alpha).max() < 0.05


def test_a_linked_part_is_told_from_a_thing_of_its_name(tmp_path: Path) -> None:
    cube(0.3).name = "floor"
    save(tmp_path / "part.blend")
    with bpy.data.libraries.load(str(tmp_path / "part.blend"), link=True) as (_, target):
        target.objects = ["floor"]
    bpy.context.scene.collection.objects.link(target.objects[0])
    product = import_model(save(tmp_path / "whole.blend"), folder=tmp_path).product
    assert product.names == ("floor",)
    assert bpy.data.objects.new("floor", None).name != "floor"


def instanced_collection(place: np.ndarray, offset: np.ndarray, turn: float) -> None:
    thing = cube(0.4)
    group = bpy.data.collections.new("group")
    bpy.context.scene.collection.objects.unlink(thing)
    group.objects.link(thing)
    thing.location, group.instance_offset = place, offset
    holder = bpy.data.objects.new("holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", group
    holder.rotation_euler.z = turn
    holder.location = FAR - np.array(Matrix.Rotation(turn, 3, "Z")) @ (place - offset)
    bpy.context.scene.collection.objects.link(holder)


def instanced_geometry() -> None:
    host, ball = cube(0.4), hidden_ball(0.08)
    host.location, ball.location = FAR, FAR + 3.0
    instance_on_points(host, ball)


def rigged() -> None:
    thing = cube(0.4)
    bpy.ops.object.armature_add(location=FAR)
    rig = bpy.context.object
    thing.location = FAR
    thing.vertex_groups.new(name=rig.data.bones[0].name).add(range(8), 1.0, "REPLACE")
    thing.modifiers.new("rig", "ARMATURE").object = rig


def animated() -> None:
    thing = cube(0.4)
    thing.location = FAR
    thing.keyframe_insert("location")


NOWHERE = np.zeros(3)
FAR_OFF: dict[str, Callable[[], None]] = {
    "source of a collection": lambda: instanced_collection(FAR, NOWHERE, 0.0),
    "collection's offset": lambda: instanced_collection(FAR, FAR, 0.3),
    "instance of a collection": lambda: instanced_collection(NOWHERE, NOWHERE, 0.3),
    "geometry nodes": instanced_geometry,
    "rig": rigged,
    "animation": animated,
}


@pytest.mark.parametrize("kind", sorted(FAR_OFF))
def test_whatever_is_far_off_comes_near_in_its_shape(tmp_path: Path, kind: str) -> None:
    FAR_OFF[kind]()
    product = import_model(save(tmp_path / "far.blend")).product
    assert np.abs(product.points).max() < 1.0
    turned = 0.3 if kind in ("collection's offset", "instance of a collection") else 0.0
    for _, mesh in shown():
        if len(mesh.vertices) == 8:
            corners = np.array([vertex.co for vertex in mesh.vertices])
            corners = (corners - corners.mean(0)) @ np.array(Matrix.Rotation(turned, 3, "Z"))
            assert np.abs(corners) == pytest.approx(np.full((8, 3), 0.2), abs=1e-5)


def test_what_a_constraint_holds_far_off_is_not_torn(tmp_path: Path) -> None:
    """The one cube cannot follow, so both stay where the file has them."""
    cube(0.3).location = FAR
    held = cube(0.3)
    held.location = FAR + np.array((0.5, 0, 0))
    limit = held.constraints.new("LIMIT_LOCATION")
    limit.use_min_x, limit.min_x = True, FAR[0] + 0.5
    bounds = import_model(save(tmp_path / "held.blend")).product.bounds()
    assert bounds[1] - bounds[0] == pytest.approx([0.8, 0.5, 0.3], abs=0.51)  # steps are half a metre in y
    assert bounds.mean(0) == pytest.approx(FAR, abs=1.0)


def test_object_coordinates_of_far_vertices_stay(tmp_path: Path) -> None:
    def build() -> None:
        thing = cube()
        tree = thing.data.materials[0].node_tree
        place, pattern = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeTexChecker")
        pattern.inputs["Scale"].default_value = 1.3
        tree.links.new(place.outputs["Object"], pattern.inputs["Vector"])
        tree.links.new(pattern.outputs[0], surface_of(thing.data.materials[0]).inputs["Base Color"])
        thing.data.transform(Matrix.Translation((100, 200, 0)))
        thing.location = (-100, -200, 0)

    build()
    plain = picture(tmp_path, "plain")
    import_model(save(tmp_path / "far.blend"))
    assert db(picture(tmp_path, "imported"), plain) > 30.0


def test_a_modifier_that_closes_an_inside_out_half_is_turned(tmp_path: Path) -> None:
    thing = cube()
    half = bpy.data.meshes.new("half")
    corners = [(x, y, z) for x in (0.0, 0.2) for y in (-0.2, 0.2) for z in (-0.2, 0.2)]
    half.from_pydata(corners, [], [(4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)])
    thing.data = half
    thing.modifiers.new("other half", "MIRROR")
    import_model(save(tmp_path / "half.blend"))
    ((_, mesh),) = shown()
    assert len(mesh.polygons) == 10
    assert all(face.normal.dot(face.center) > 0 for face in mesh.polygons)


def test_nothing_of_a_file_is_left_for_the_next(tmp_path: Path) -> None:
    def blocks() -> dict[str, list[str]]:
        kinds = [each.identifier for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"]
        return {kind: sorted(each.name for each in getattr(bpy.data, kind)) for kind in kinds}

    before = blocks()
    for index, build in enumerate(LOOKS.values()):
        build()
        path = save(tmp_path / f"{index}.blend")
        import_model(path)
        fresh()
    assert blocks() == before
    cube()
    alone = picture(tmp_path, "alone")
    fresh()
    particles("PATH")()
    save(path)
    import_model(path)
    fresh()
    cube()
    np.testing.assert_array_equal(picture(tmp_path, "after"), alone)


def test_what_only_blender_draws_is_told(tmp_path: Path) -> None:
    cube()
    kind = "GREASEPENCIL" if hasattr(bpy.data, "grease_pencils_v3") else "GPENCIL"
    data = (bpy.data.grease_pencils_v3 if kind == "GREASEPENCIL" else bpy.data.grease_pencils).new("sketch")
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("sketch", data))
    imported = import_model(save(tmp_path / "drawn.blend"))
    assert imported.warnings == ("the Grease Pencil drawing sketch is left out",)


USD = """#usda 1.0
(
 upAxis = "Z"
 metersPerUnit = 1
 defaultPrim = "part"
)
def {kind} "part"
{{
 {more}
}}
"""
PYRAMID = """uniform token subdivisionScheme = "{}"
 int[] faceVertexCounts = [4, 3, 3, 3, 3]
 int[] faceVertexIndices = [3,2,1,0, 0,1,4, 1,2,4, 2,3,4, 3,0,4]
 point3f[] points = [(0,0,0), (1,0,0), (1,1,0), (0,1,0), (0.5,0.5,1)]"""


@pytest.mark.parametrize(
    ("kind", "more", "flat"),
    [
        ("Mesh", PYRAMID.format("none"), True),
        ("Mesh", PYRAMID.format("bilinear"), True),
        ("Mesh", PYRAMID.format("none") + "\n normal3f[] normals = [" + ",".join(["(0,0,1)"] * 5) + "]", False),
        ("Mesh", PYRAMID.format("catmullClark"), False),
        ("Sphere", "double radius = 1", False),
        ("Cylinder", "double radius = 1", False),
        ("Cone", "double radius = 1", False),
        ("Capsule", "double radius = 1", False),
        ("Cube", "double size = 1", True),
    ],
)
def test_usd_polygons_without_normals_are_flat(tmp_path: Path, kind: str, more: str, flat: bool) -> None:
    if bpy.app.version < (4, 5, 0) and kind != "Mesh":
        pytest.skip("this Blender reads none of USD's own shapes")
    path = tmp_path / "part.usda"
    path.write_text(USD.format(kind=kind, more=more))
    (part,) = import_model(path).parts
    assert all(face.use_smooth != flat for face in part.data.polygons)


def test_subdivision_that_a_version_cannot_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usd_shading, "reads_usd_subdivision", lambda: False)
    path = tmp_path / "part.usda"
    path.write_text(USD.format(kind="Mesh", more=PYRAMID.format("catmullClark")))
    assert any("reads no subdivision of USD" in line for line in import_model(path).warnings)


def test_cycles_random_is_what_the_renderer_shows(tmp_path: Path) -> None:
    """Pixels of a glowing cube hold the number."""
    thing = cube()
    thing.name = "Brett ß 7"
    tree = thing.data.materials[0].node_tree
    info, glow = tree.nodes.new("ShaderNodeObjectInfo"), tree.nodes.new("ShaderNodeEmission")
    tree.links.new(info.outputs["Random"], glow.inputs["Color"])
    tree.links.new(glow.outputs[0], tree.get_output_node("CYCLES").inputs["Surface"])
    pixels = picture(tmp_path, "glow")
    assert pixels[32, 32, 0] == pytest.approx(cycles_random("Brett ß 7"), abs=1e-4)


def test_both_scenes_show_the_instances_and_the_studio_has_the_rooms_outline(tmp_path: Path) -> None:
    """Pixels: what Cryptomatte finds in the room is the studio's alpha, for hair and hidden sources too."""
    for look in ("geometry nodes", "particles", "particle hair", "particles at their frame"):
        fresh()
        LOOKS[look]()
        save(tmp_path / f"{look}.blend")
    fresh()
    library, _ = scan_library(tmp_path, None, None)
    spec = DatasetSpec(
        seed=5,
        resolution=(48, 48),
        product=ProductSpec(library_share=1.0),
        surroundings=SurroundingsSpec(plain=1.0, support=0.0, occluder=0.0),
        render=RenderSpec(room_samples=8, studio_samples=8, bounces=1, denoise=False),
        camera=CameraSpec(depth_of_field=0.0, fill=(0.7, 0.7)),
    )
    settings = Settings(spec.render, spec.resolution, "CPU")
    seen: set[str] = set()
    for sample in range(60):
        recipe = draw(spec, library, sample)
        if recipe.product.asset is None or recipe.product.asset in seen or len(seen) == 4:
            continue
        seen.add(recipe.product.asset)
        made = render_packshot(recipe, library, settings)
        assert made.studio.alpha.max() > 0.99
        apart = made.room.covered - made.studio.alpha  # two renders, each with its own noise along thin strands
        assert np.abs(apart).mean() < 0.03 and abs(apart.mean()) < 0.004
        again = render_packshot(recipe, library, settings)
        np.testing.assert_array_equal(again.room.combined, made.room.combined)
        np.testing.assert_array_equal(again.studio.combined, made.studio.combined)
    assert len(seen) == 4


CASE_FILES = sorted(CASES.glob("blend_*/products/*.blend")) + sorted(CASES.glob("usd_*/products/*.usd*"))


@pytest.mark.skipif(not CASE_FILES, reason="no ../shared/cases")
@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_files_from_the_field_look_as_blender_renders_them(tmp_path: Path, path: Path) -> None:
    if path.suffix == ".blend":
        with bpy.data.libraries.load(str(path)) as (source, target):
            target.scenes = source.scenes
        for thing in target.scenes[0].collection.all_objects:
            bpy.context.scene.collection.objects.link(thing)
        for scene in target.scenes:
            bpy.data.scenes.remove(scene)
    else:
        bpy.ops.wm.usd_import(filepath=str(path), import_subdiv=True)
    plain = picture(tmp_path, "plain")
    fresh()
    points = import_model(path).product.points
    assert db(picture(tmp_path, "imported"), plain) > 30.0
    assert box_of_alpha(plain) == pytest.approx(box_of_points(points), abs=2.0)
