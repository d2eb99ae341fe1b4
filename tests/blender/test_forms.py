"""Forms that products are made of."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from blender_addon.scene.shapes.forms import board, box, outline, tube, turned_profile
from blender_addon.scene.shapes.shape import join


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def volume(shape_or_mesh: object) -> float:
    """Signed volume of a closed surface by the divergence theorem: positive where its faces look outward."""
    mesh = shape_or_mesh
    mesh.calc_loop_triangles()
    points = np.array([vertex.co[:] for vertex in mesh.vertices])
    points -= points.mean(0)
    a, b, c = points[np.array([triangle.vertices[:] for triangle in mesh.loop_triangles])].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum() / 6)


def test_forms_have_the_volume_that_geometry_says() -> None:
    def made(shape: object) -> float:
        from blender_addon.scene.mesh import mesh_object

        material = bpy.data.materials.new("m")
        return volume(mesh_object("form", {"a": shape}, {"a": material}).data)

    # A box of 2 x 3 x 4 with hardly rounded edges; a cylinder; an elliptic board; a straight bar.
    assert made(box(2, 3, 4, 1e-4)) == pytest.approx(24.0, rel=1e-3)
    cylinder = np.array([[0.5, 0.0], [0.5, 2.0]])
    assert made(turned_profile(cylinder, 256, None, "flat", "flat")) == pytest.approx(np.pi / 2, rel=1e-3)
    assert made(board(outline(1.0, 0.5, 2.0, 256), 0.25, 1e-4)) == pytest.approx(np.pi / 8, rel=2e-3)
    bar = tube(np.linspace([0, 0, 0], [3, 1, 2], 9), 0.01, 64)
    assert made(bar) == pytest.approx(np.pi * 0.01**2 * np.sqrt(14), rel=0.01)
    assert made(bar.mirrored_x()) == pytest.approx(made(bar), rel=1e-6)
    assert made(join([bar, box(1, 1, 1, 1e-4)])) > 0.99


def test_a_box_shows_each_face_its_own_column_upright() -> None:
    shape = box(0.2, 0.3, 0.4, 0.004, 2)
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    fronts = 0
    for start, size in zip(starts, shape.sizes, strict=True):
        corners = shape.corners[start : start + size]
        points, uv = shape.vertices[corners], shape.uv[start : start + size]
        normal = np.cross(points[1] - points[0], points[2] - points[1])
        axis = int(np.argmax(np.abs(normal)))
        if abs(normal[axis]) < 0.99 * np.linalg.norm(normal):
            continue  # on a rounded edge
        column = 2 * axis + (0 if normal[axis] > 0 else 1)
        assert np.all((uv[:, 0] * 6 >= column - 1e-6) & (uv[:, 0] * 6 <= column + 1 + 1e-6))
        if axis < 2:
            assert np.allclose(uv[:, 1], points[:, 2] / 0.4, atol=0.02)
        if column == 3:  # seen from -y, x runs to the right as u does
            assert np.allclose(uv[:, 0] * 6 - 3, points[:, 0] / 0.2 + 0.5, atol=0.02)
            fronts += 1
    assert fronts > 0
