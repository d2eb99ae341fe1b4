"""An imported product looks as Blender itself renders the file: same camera, one lamp, pixel by pixel."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
import pytest
from mathutils import Matrix
from model_files import fresh, material, save, shown, surface_of

from blender_addon.scene.importing import import_model
from blender_addon.scene.product import translation

SIDE = 64
LEAST_DB = 30.0
FAR = (480_000.0, 5_300_000.0, 0.0)
"""A place of the size of map coordinates: steps of a 32-bit float are 0.5 m there."""


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def picture(folder: Path, name: str) -> np.ndarray:
    """[SIDE, SIDE, 4] linear RGBA of the scene, from one camera, under one sun."""
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("eye")
    lens.type, lens.ortho_scale = "ORTHO", 1.4
    eye, sun = bpy.data.objects.new("eye", lens), bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    eye.rotation_euler, eye.location = (math.radians(60), 0, math.radians(25)), (1.83, -3.92, 2.5)
    sun.rotation_euler, sun.data.energy = (0.6, 0.2, 0.5), 3.0
    for thing in (eye, sun):
        scene.collection.objects.link(thing)
    scene.camera = eye
    scene.render.engine, scene.cycles.samples, scene.cycles.seed = "CYCLES", 16, 3
    scene.cycles.use_adaptive_sampling = scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = SIDE
    scene.render.film_transparent = True
    scene.render.image_settings.file_format, scene.render.image_settings.color_depth = "OPEN_EXR", "32"
    scene.render.filepath = str(folder / f"{name}.exr")
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    pixels = np.array(image.pixels[:], np.float32).reshape(SIDE, SIDE, 4)
    bpy.data.images.remove(image)
    for thing in (eye, sun):
        bpy.data.objects.remove(thing)
    return pixels


def db(one: np.ndarray, other: np.ndarray) -> float:
    """PSNR of two renders, light up to 1."""
    error = float(((one.clip(0, 1) - other.clip(0, 1)) ** 2).mean())
    return 10 * math.log10(1 / max(error, 1e-12))


def cube(size: float = 0.5, colour: tuple[float, float, float] = (0.6, 0.6, 0.55)) -> bpy.types.Object:
    bpy.ops.mesh.primitive_cube_add(size=size)
    bpy.context.object.data.materials.append(material("paint", colour))
    return bpy.context.object


def text_and_curve() -> None:
    cube()
    bpy.ops.object.text_add(location=(-0.2, -0.26, -0.1), rotation=(math.pi / 2, 0, 0))
    text = bpy.context.object
    text.data.body, text.data.size, text.data.extrude = "TEA", 0.25, 0.02
    text.data.materials.append(material("ink", (0.7, 0.05, 0.05)))
    bpy.ops.curve.primitive_bezier_circle_add(radius=0.4)
    bpy.context.object.data.bevel_depth = 0.04
    bpy.context.object.data.materials.append(material("ring", (0.05, 0.5, 0.1)))


def metaballs() -> None:
    for place in ((0, 0, 0), (0.3, 0, 0.1)):
        bpy.ops.object.metaball_add(radius=0.35, location=place)
        bpy.context.object.data.resolution = bpy.context.object.data.render_resolution = 0.05
    bpy.data.objects["Mball"].data.materials.append(material())


def hidden_ball(radius: float) -> bpy.types.Object:
    bpy.ops.mesh.primitive_ico_sphere_add(radius=radius, location=(5, 0, 0))
    ball = bpy.context.object
    ball.data.materials.append(material())
    ball.hide_render = True
    return ball


def studs_by_geometry_nodes() -> None:
    host, ball = cube(), hidden_ball(0.08)
    tree = bpy.data.node_groups.new("studs", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    start, end, spread, join, source = (
        tree.nodes.new(kind)
        for kind in (
            "NodeGroupInput",
            "NodeGroupOutput",
            "GeometryNodeInstanceOnPoints",
            "GeometryNodeJoinGeometry",
            "GeometryNodeObjectInfo",
        )
    )
    source.inputs["Object"].default_value, source.inputs["As Instance"].default_value = ball, True
    for one, other in (
        (start.outputs[0], spread.inputs["Points"]),
        (source.outputs["Geometry"], spread.inputs["Instance"]),
        (spread.outputs[0], join.inputs[0]),
        (start.outputs[0], join.inputs[0]),
        (join.outputs[0], end.inputs[0]),
    ):
        tree.links.new(one, other)
    host.modifiers.new("studs", "NODES").node_group = tree


def particles(render_type: str) -> Callable[[], None]:
    def build() -> None:
        host = cube()
        settings = host.modifiers.new("p", "PARTICLE_SYSTEM").particle_system.settings
        settings.type, settings.count, settings.render_type = "HAIR", 80, render_type
        if render_type == "OBJECT":
            settings.instance_object, settings.particle_size = hidden_ball(0.4), 0.1
        else:
            settings.hair_length, settings.root_radius, settings.radius_scale = 0.25, 1.0, 0.02

    return build


def brush_of_hair_curves() -> None:
    cube()
    rng = np.random.default_rng(1)
    data = bpy.data.hair_curves.new("hair")
    data.add_curves([2] * 300)
    feet = rng.uniform(-0.24, 0.24, (300, 2))
    for index, (x, y) in enumerate(feet):
        data.points[2 * index].position, data.points[2 * index + 1].position = (x, y, 0.25), (1.3 * x, 1.3 * y, 0.5)
        data.points[2 * index].radius = data.points[2 * index + 1].radius = 0.01
    data.materials.append(material())
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("hair", data))


def checker(output: str) -> Callable[[], None]:
    def build() -> None:
        thing = cube()
        tree = thing.data.materials[0].node_tree
        place, pattern = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeTexChecker")
        pattern.inputs["Color1"].default_value = (0.7, 0.1, 0.1, 1)
        pattern.inputs["Scale"].default_value = 4.0 if output == "Generated" else 9.0
        tree.links.new(place.outputs[output], pattern.inputs["Vector"])
        tree.links.new(pattern.outputs[0], surface_of(thing.data.materials[0]).inputs["Base Color"])
        thing.scale, thing.rotation_euler = (0.8, 1, 1.5), (0.4, 0, 0.6)

    return build


def object_colour() -> None:
    thing = cube()
    tree = thing.data.materials[0].node_tree
    info = tree.nodes.new("ShaderNodeObjectInfo")
    tree.links.new(info.outputs["Color"], surface_of(thing.data.materials[0]).inputs["Base Color"])
    thing.color = (0.8, 0.1, 0.1, 1)


def collection_shown_and_instanced() -> None:
    thing = cube(0.3)
    group = bpy.data.collections.new("group")
    bpy.context.scene.collection.children.link(group)
    bpy.context.scene.collection.objects.unlink(thing)
    group.objects.link(thing)
    holder = bpy.data.objects.new("holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", group
    holder.location, holder.scale, holder.rotation_euler = (0.3, 0, 0.3), (0.5, 1, 1), (0, 0.5, 0)
    bpy.context.scene.collection.objects.link(holder)


LOOKS = {
    "text and curve": text_and_curve,
    "metaballs": metaballs,
    "geometry nodes": studs_by_geometry_nodes,
    "particles": particles("OBJECT"),
    "particle hair": particles("PATH"),
    "hair curves": brush_of_hair_curves,
    "generated coordinates": checker("Generated"),
    "object coordinates": checker("Object"),
    "object colour": object_colour,
    "collection": collection_shown_and_instanced,
}


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_a_blend_looks_as_blender_renders_it(tmp_path: Path, look: str) -> None:
    LOOKS[look]()
    plain = picture(tmp_path, "plain")
    path = save(tmp_path / "product.blend")
    imported = import_model(path)
    assert db(picture(tmp_path, "imported"), plain) > LEAST_DB
    # The same again once it is scaled, turned and moved, and put back: only the product's place has changed.
    turn = np.array(Matrix.Rotation(0.7, 4, "Z") @ Matrix.Scale(0.01, 4))
    imported.product.transform(translation((3.0, 1.0, 0.5)) @ turn)
    imported.product.transform(np.linalg.inv(translation((3.0, 1.0, 0.5)) @ turn))
    again = picture(tmp_path, "again")
    assert db(again, plain) > LEAST_DB
    # What is measured is what is seen: the points' box, seen by the camera, is the alpha's box.
    assert box_of_alpha(plain) == pytest.approx(box_of_points(imported.product.points), abs=2.0)


def box_of_alpha(pixels: np.ndarray) -> list[float]:
    rows, columns = np.nonzero(pixels[..., 3] > 0.05)
    return [columns.min(), columns.max() + 1, rows.min(), rows.max() + 1]


def box_of_points(points: np.ndarray) -> list[float]:
    turn = np.array(Matrix.Rotation(math.radians(25), 3, "Z") @ Matrix.Rotation(math.radians(60), 3, "X"))
    seen = (points - (1.83, -3.92, 2.5)) @ turn
    across = (seen[:, :2] / 1.4 + 0.5) * SIDE
    return [across[:, 0].min(), across[:, 0].max(), across[:, 1].min(), across[:, 1].max()]


@pytest.mark.parametrize("where", ["object", "parent", "parents"])
def test_far_from_the_origin_a_product_keeps_its_shape(tmp_path: Path, where: str) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.4)
    ball = bpy.context.object
    ball.data.materials.append(material())
    near = picture(tmp_path, "near")
    holders = {"object": [], "parent": [FAR], "parents": [(0, 0, 0), FAR]}[where]
    last = None
    for place in holders:
        holder = bpy.data.objects.new("holder", None)
        bpy.context.scene.collection.objects.link(holder)
        holder.location, holder.parent = place, last
        last = holder
    ball.parent = last
    if where == "object":
        ball.location = FAR
    imported = import_model(save(tmp_path / "far.blend"))
    imported.product.transform(translation(-imported.product.bounds().mean(0)))
    assert db(picture(tmp_path, "far"), near) > LEAST_DB


def test_vertices_far_from_their_object_are_not_rounded_again(tmp_path: Path) -> None:
    """At 131 km a float's steps are 1/64 m. A cube of whole such steps stays one, however it is scaled and moved."""
    path = tmp_path / "far.obj"
    corners = [(131072 + x, 131072 + y, z) for x in (0, 0.5) for y in (0, 0.5) for z in (0, 0.5)]
    faces = ["1 2 4 3", "5 7 8 6", "1 5 6 2", "3 4 8 7", "1 3 7 5", "2 6 8 4"]
    path.write_text("".join(f"v {x} {y} {z}\n" for x, y, z in corners) + "".join(f"f {f}\n" for f in faces))
    product = import_model(path).product
    product.transform(translation(-product.bounds().mean(0)))
    bpy.context.view_layer.update()
    ((_, mesh),) = shown()
    world = np.array([vertex.co for vertex in mesh.vertices])
    assert np.abs(world) == pytest.approx(np.full((8, 3), 0.25), abs=1e-6)


def test_usd_subdivision_is_the_limit_surface(tmp_path: Path) -> None:
    if bpy.app.version < (4, 4, 0):
        pytest.skip("Blender reads USD's subdivision from 4.4 on")
    path = tmp_path / "cage.usda"
    path.write_text(
        '#usda 1.0\n(\n upAxis = "Z"\n metersPerUnit = 1\n defaultPrim = "cage"\n)\ndef Mesh "cage"\n{\n'
        ' uniform token subdivisionScheme = "catmullClark"\n int[] faceVertexCounts = [4, 4, 4, 4, 4, 4]\n'
        " int[] faceVertexIndices = [0,1,3,2, 4,6,7,5, 0,4,5,1, 2,3,7,6, 0,2,6,4, 1,5,7,3]\n"
        " point3f[] points = [(-1,-1,-1),(-1,-1,1),(-1,1,-1),(-1,1,1),(1,-1,-1),(1,-1,1),(1,1,-1),(1,1,1)]\n}\n"
    )
    points = import_model(path).product.points
    assert len(points) > 50
    assert np.linalg.norm(points, axis=1).max() < 1.2  # the cage's corners lie at 1.73


def test_a_gltf_without_normals_is_flat(tmp_path: Path) -> None:
    """glTF 2.0, 3.7.2.1: "When normals are not specified, client implementations MUST calculate flat normals"."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], "<f4")
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    indices = np.array([[a, b, c, a, c, d] for a, b, c, d in quads], "<u2").ravel()
    data = corners.tobytes() + indices.tobytes()
    (tmp_path / "cube.bin").write_bytes(data)
    (tmp_path / "cube.gltf").write_text(
        json.dumps(
            {
                "asset": {"version": "2.0"},
                "scene": 0,
                "scenes": [{"nodes": [0]}],
                "nodes": [{"mesh": 0}],
                "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
                "buffers": [{"uri": "cube.bin", "byteLength": len(data)}],
                "bufferViews": [
                    {"buffer": 0, "byteLength": corners.nbytes},
                    {"buffer": 0, "byteOffset": corners.nbytes, "byteLength": indices.nbytes},
                ],
                "accessors": [
                    {
                        "bufferView": 0,
                        "componentType": 5126,
                        "count": 8,
                        "type": "VEC3",
                        "min": [-1, -1, -1],
                        "max": [1, 1, 1],
                    },
                    {"bufferView": 1, "componentType": 5123, "count": len(indices), "type": "SCALAR"},
                ],
            }
        )
    )
    (part,) = import_model(tmp_path / "cube.gltf").parts
    corner_normals = np.array([tuple(normal.vector) for normal in part.data.corner_normals])
    assert np.sort(np.abs(corner_normals), axis=1) == pytest.approx(np.tile([0, 0, 1], (len(corner_normals), 1)))


def test_a_scan_with_faces_twice_is_whole_and_a_cut_one_is_not(tmp_path: Path) -> None:
    header = (
        "ply\nformat binary_little_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 4\nproperty list uchar int vertex_indices\nend_header\n"
    )
    corners = struct.pack("<12f", 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
    faces = b"".join(struct.pack("<B3i", 3, *face) for face in ((0, 1, 2), (0, 1, 3), (0, 1, 2), (0, 2, 3)))
    path = tmp_path / "scan.ply"
    path.write_bytes(header.encode() + corners + faces)
    assert sum(len(part.data.polygons) for part in import_model(path).parts) == 3
    fresh()
    path.write_bytes(header.encode() + corners + faces[:-3])
    with pytest.raises(ValueError, match=r"cut short|cannot read"):
        import_model(path)
