"""Soft bodies and fur against geometry: volumes, holes, roots on the skin."""

from __future__ import annotations

import numpy as np
import pytest

from blender_addon.scene.shapes.blob import ellipsoid, limb, meshed, ring, union
from blender_addon.scene.shapes.fur import Pile, fur, scattered
from blender_addon.scene.shapes.shape import Shape

BOX = ((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))


def volume(shape: Shape) -> float:
    """By the divergence theorem: positive where faces look outward."""
    a, b, c, d = (shape.vertices[shape.corners.reshape(-1, 4)[:, k]] for k in range(4))
    return float((a * (np.cross(b, c) + np.cross(c, d))).sum() / 6)


def euler(shape: Shape) -> int:
    """Vertices less edges plus faces: 2 for a ball, 0 for a ring."""
    quads = shape.corners.reshape(-1, 4)
    edges = np.sort(np.stack([quads, np.roll(quads, -1, 1)], -1).reshape(-1, 2), 1)
    different, counts = np.unique(edges, axis=0, return_counts=True)
    assert (counts == 2).all(), "every edge has two faces"
    return len(shape.vertices) - len(different) + len(quads)


def test_an_ellipsoid_has_its_volume_and_bounds() -> None:
    shape = meshed(ellipsoid((0.1, 0.0, -0.1), (0.5, 0.3, 0.2)), *BOX, 48)
    assert euler(shape) == 2
    assert volume(shape) == pytest.approx(4 / 3 * np.pi * 0.5 * 0.3 * 0.2, rel=0.02)
    assert np.ptp(shape.vertices, axis=0) == pytest.approx([1.0, 0.6, 0.4], abs=0.03)


def test_a_ring_has_a_hole_and_what_is_cut_out_has_one_too() -> None:
    torus = meshed(ring((0, 0, 0), (0, 1, 0), 0.5, 0.15), *BOX, 48)
    assert euler(torus) == 0
    assert volume(torus) == pytest.approx(2 * np.pi**2 * 0.5 * 0.15**2, rel=0.03)  # Pappus
    pierced = union([ellipsoid((0, 0, 0), (0.6, 0.6, 0.6))], 0.01, [limb((0, -1, 0), (0, 1, 0), 0.2, 0.2)])
    assert euler(meshed(pierced, *BOX, 48)) == 0


def test_parts_run_together_where_they_meet_and_nowhere_else() -> None:
    near = [ellipsoid((-0.25, 0, 0), (0.3, 0.3, 0.3)), ellipsoid((0.25, 0, 0), (0.3, 0.3, 0.3))]
    far = [ellipsoid((-0.5, 0, 0), (0.2, 0.2, 0.2)), ellipsoid((0.5, 0, 0), (0.2, 0.2, 0.2))]
    assert euler(meshed(union(near, 0.05), *BOX)) == 2
    assert euler(meshed(union(far, 0.05), *BOX)) == 4
    sharp, soft = (volume(meshed(union(near, blend), *BOX)) for blend in (0.005, 0.08))
    assert soft > sharp


def test_a_field_without_a_surface_is_told() -> None:
    with pytest.raises(ValueError, match="no surface in the box"):
        meshed(ellipsoid((5, 5, 5), (0.1, 0.1, 0.1)), *BOX)


def test_hairs_grow_all_over_the_skin_and_outward() -> None:
    skin = meshed(ellipsoid((0, 0, 0), (0.5, 0.5, 0.5)), *BOX, 30)
    points, normals = scattered(skin, 4000, np.random.Generator(np.random.PCG64(0)))
    assert np.linalg.norm(points, axis=1) == pytest.approx(np.full(4000, 0.5), abs=0.02)
    assert ((points * normals).sum(1) > 0.45).all()
    octants = np.bincount((points > 0) @ [1, 2, 4], minlength=8)
    assert octants.min() > 450 and octants.max() < 550
    hair = fur(skin, 4000, Pile(0.1, 0.004, 0.2, 0.3), 7)
    assert len(hair.sizes) == 8000 and np.isfinite(hair.vertices).all()
    reach = np.linalg.norm(hair.vertices.reshape(-1, 5, 3), axis=2)
    assert reach[:, :2].max() < 0.53
    assert (reach[:, 4] > reach[:, 0]).mean() > 0.95
    assert reach.max() < 0.5 + 0.1 * 1.15 + 0.02
    assert np.array_equal(hair.vertices, fur(skin, 4000, Pile(0.1, 0.004, 0.2, 0.3), 7).vertices)
    assert not np.array_equal(hair.vertices, fur(skin, 4000, Pile(0.1, 0.004, 0.2, 0.3), 8).vertices)
