"""An imported product looks as Blender itself renders the file: same camera, one lamp, pixel by pixel."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import bpy
import numpy as np
import pytest
from blend_looks import LOOKS
from mathutils import Matrix
from model_files import fresh, material, save, shown
from plain_render import box_of_alpha, box_of_points, db, picture

from blender_addon.scene.importing import import_model
from blender_addon.scene.product import translation

LEAST_DB = 30.0
FAR = (480_000.0, 5_300_000.0, 0.0)
"""A place of the size of map coordinates: steps of a 32-bit float are 0.5 m there."""


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_a_blend_looks_as_blender_renders_it(tmp_path: Path, look: str) -> None:
    LOOKS[look]()
    plain = picture(tmp_path, "plain")
    path = save(tmp_path / "product.blend")
    imported = import_model(path)
    assert db(picture(tmp_path, "imported"), plain) > LEAST_DB
    # The same at another size and place, seen from there; and again once it is put back.
    small = translation((3.0, 1.0, 0.5)) @ np.array(Matrix.Rotation(0.7, 4, "Z") @ Matrix.Scale(0.05, 4))
    imported.product.transform(np.diag([0.05, 0.05, 0.05, 1.0]))
    assert db(picture(tmp_path, "small", 0.05), plain) > LEAST_DB
    imported.product.transform(small)
    imported.product.transform(np.linalg.inv(small @ np.diag([0.05, 0.05, 0.05, 1.0])))
    assert db(picture(tmp_path, "again"), plain) > LEAST_DB
    # What is measured is what is seen: the points' box, seen by the camera, is the alpha's box.
    assert box_of_alpha(plain) == pytest.approx(box_of_points(imported.product.points), abs=2.0)


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
