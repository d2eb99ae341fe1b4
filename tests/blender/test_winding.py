"""Meshes whose faces do not agree: wound both ways, doubled, folded onto one another in a plane."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import fresh, material
from plain_render import db, picture

from blender_addon.scene.importing import import_model
from blender_addon.scene.importing.corner_normals import turn_opposed
from blender_addon.scene.importing.overlap import drop_covered
from blender_addon.scene.importing.soundness import remove_invalid
from blender_addon.scene.importing.winding import agree, at_odds


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def linked(mesh: bpy.types.Mesh) -> bpy.types.Object:
    thing = bpy.data.objects.new("thing", mesh)
    bpy.context.scene.collection.objects.link(thing)
    mesh.materials.append(material())
    return thing


def of_faces(points: list[tuple[float, ...]], faces: list[tuple[int, ...]]) -> bpy.types.Object:
    mesh = bpy.data.meshes.new("faces")
    mesh.from_pydata(points, [], faces)
    return linked(mesh)


def ball_obj(path: Path, doubled: bool, normals: bool) -> Path:
    """A smooth ball, each of its faces perhaps there twice, the second time the other way round."""
    bpy.ops.mesh.primitive_uv_sphere_add(segments=16, ring_count=8, radius=0.3)
    mesh = bpy.context.object.data
    faces = [tuple(face.vertices) for face in mesh.polygons]
    random = np.random.default_rng(1)
    if doubled:  # in an order that keeps some of either kind
        pairs = [(face, face[::-1]) for face in faces]
        faces = [face for pair in pairs for face in (pair if random.random() < 0.5 else pair[::-1])]
    lines = [f"v {v.co.x:.6f} {v.co.z:.6f} {-v.co.y:.6f}" for v in mesh.vertices]
    if normals:
        lines += [f"vn {v.normal.x:.6f} {v.normal.z:.6f} {-v.normal.y:.6f}" for v in mesh.vertices]
    lines.append("s 1")
    corner = "{0}//{0}" if normals else "{0}"
    lines += ["f " + " ".join(corner.format(index + 1) for index in face) for face in faces]
    path.write_text("\n".join(lines) + "\n")
    fresh()
    return path


@pytest.mark.parametrize("normals", [False, True])
def test_a_ball_of_doubled_faces_looks_as_a_plain_one(tmp_path: Path, normals: bool) -> None:
    shown = []
    for doubled in (False, True):
        fresh()
        import_model(ball_obj(tmp_path / f"ball_{doubled}.obj", doubled, normals))
        shown.append(picture(tmp_path, f"ball_{doubled}"))
    assert shown[0][shown[0][..., 3] > 0.9][:, 0].mean() > 0.1
    assert db(*shown) > 38.0


def test_edges_at_odds_and_their_mending() -> None:
    bpy.ops.mesh.primitive_cube_add()
    cube = bpy.context.object
    cube.data.polygons[2].flip()
    assert at_odds(cube.data).sum() == 4
    agree([cube])
    assert not at_odds(cube.data).any()
    assert all(face.normal.dot(face.center) > 0.0 for face in cube.data.polygons)


def test_normals_across_their_faces_stay_and_those_against_them_turn() -> None:
    bpy.ops.mesh.primitive_cube_add()
    cube = bpy.context.object
    cube.rotation_euler = (0.3, 0.2, 0.1)
    bpy.ops.object.transform_apply(rotation=True)
    up = np.array(max((face.normal for face in cube.data.polygons), key=lambda each: each.z))
    cube.data.normals_split_custom_set([(up + 1e-3).tolist()] * 24)  # all up, and a little askew
    turn_opposed([cube])
    corners = np.array([each.vector for each in cube.data.corner_normals])
    assert [round(float(each)) for each in corners @ up].count(-1) == 4  # of the face below


def test_what_a_modifier_reads_stays() -> None:
    bpy.ops.mesh.primitive_cube_add()
    cube = bpy.context.object
    cube.data.polygons[2].flip()
    cube.modifiers.new("thick", "SOLIDIFY")
    agree([cube])
    assert at_odds(cube.data).sum() == 4


CORNERS = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
LABEL = [(0.4, 0.4, 0), (0.6, 0.4, 0), (0.6, 0.6, 0)]


@pytest.mark.parametrize(
    ("points", "faces", "left"),
    [
        (CORNERS, [(0, 1, 2), (0, 2, 3), (1, 0, 3), (1, 3, 2)], 2),  # front and back, divided in two ways
        (CORNERS, [(0, 1, 2), (1, 2, 3), (2, 3, 0)], 2),  # a quad written as three triangles
        (CORNERS + LABEL, [(0, 1, 2, 3), (4, 5, 6)], 2),  # a label in front stays
        (CORNERS + LABEL, [(0, 1, 2, 3), (6, 5, 4)], 1),  # from behind it is not seen
        (CORNERS, [(0, 1, 2), (0, 2, 3)], 2),
    ],
)
def test_covered_faces_of_a_plane(points: list[tuple[float, ...]], faces: list[tuple[int, ...]], left: int) -> None:
    thing = of_faces(points, faces)
    assert drop_covered([thing]) == (left < len(faces))
    assert len(thing.data.polygons) == left


def test_a_mesh_keeps_its_normals_when_faces_that_are_there_twice_go(tmp_path: Path) -> None:
    mesh = bpy.data.meshes.new("twice")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0.5)], [], [(0, 1, 2), (0, 1, 2), (0, 2, 3)])
    mesh.shade_smooth()
    wanted = np.array([0.6, 0.0, 0.8])
    mesh.normals_split_custom_set([wanted.tolist()] * 9)
    remove_invalid(tmp_path, [mesh])
    assert len(mesh.polygons) == 2
    assert np.allclose([each.vector for each in mesh.corner_normals], wanted, atol=2e-3)
    assert [each.name for each in mesh.attributes if each.name.startswith("packshot")] == []
