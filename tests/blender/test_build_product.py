"""Built-in products as they stand in a scene."""

from __future__ import annotations

import json
import time

import bpy
import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.product_families import FAMILIES
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.model import MaterialPlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.finishes.build import finish_material
from blender_addon.scene.mesh import GRAIN, world_points

FAMILY_NAMES = sorted(FAMILIES)


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def plan(family: str, seed: int, yaw: float = 0.0, longest: float | None = None) -> ProductPlan:
    drawn = draw_family(family, rng(seed))
    parameters = json.loads(json.dumps(drawn.parameters))  # as a recipe on disk gives it back
    return ProductPlan(f"shape/{family}#{seed}", drawn.category, family, parameters, drawn.materials, longest, yaw)


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_it_stands_on_the_floor_in_the_middle_at_its_size(family: str) -> None:
    low_m, high_m = FAMILIES[family].longest_m
    for seed in range(3):
        product = build_product(plan(family, seed, yaw=0.7), Library())
        low, high = product.bounds()
        assert abs(low[2]) < 1e-5
        assert np.allclose((low + high)[:2] / 2, 0.0, atol=1e-5)
        for thing in product.objects:
            assert thing.name in bpy.context.scene.collection.objects
            assert len(thing.data.polygons) < 60_000
        at_rest = np.concatenate([[vertex.co[:] for vertex in thing.data.vertices] for thing in product.objects])
        assert low_m <= np.ptp(at_rest, axis=0).max() <= high_m


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_its_mesh_is_sound(family: str) -> None:
    for seed in range(20, 23):
        (thing,) = build_product(plan(family, seed), Library()).objects
        mesh = thing.data
        assert np.isfinite(world_points([thing])).all()
        normals = np.array([normal.vector[:] for normal in mesh.corner_normals])
        assert np.isfinite(normals).all()
        assert (np.abs(np.linalg.norm(normals, axis=1) - 1) < 1e-3).mean() > 0.99
        used = {polygon.material_index for polygon in mesh.polygons}
        assert used == set(range(len(mesh.materials)))
        assert GRAIN in mesh.attributes


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_same_draw_same_vertices_and_another_draw_others(family: str) -> None:
    first, again = (build_product(plan(family, 4), Library()).points for _ in range(2))
    assert np.array_equal(first, again)
    other = build_product(plan(family, 5), Library()).points
    assert first.shape != other.shape or not np.allclose(first, other, atol=1e-3)


def test_no_two_families_share_a_silhouette() -> None:
    """The share of draws that cover each cell of a coarse front view differs between families."""
    views = {}
    for family in FAMILY_NAMES:
        stack = []
        for seed in range(4):
            points = build_product(plan(family, seed), Library()).points
            flat = points[:, [0, 2]] - points[:, [0, 2]].min(0)
            cells = np.clip((flat / max(float(np.ptp(flat)), 1e-9) * 12).astype(int), 0, 11)
            grid = np.zeros((12, 12))
            grid[cells[:, 0], cells[:, 1]] = 1.0
            stack.append(grid)
        views[family] = np.mean(stack, axis=0)
    for at, first in enumerate(FAMILY_NAMES):
        for second in FAMILY_NAMES[at + 1 :]:
            assert np.abs(views[first] - views[second]).sum() > 5.0, (first, second)


def test_longest_side_and_turn() -> None:
    objects = build_product(plan("table", 3, yaw=np.pi / 2, longest=2.0), Library())
    low, high = objects.bounds()
    x, y, z = high - low
    assert max(x, y, z) == pytest.approx(2.0, rel=1e-4)
    assert y > x  # a table is longer than deep, and it was turned by a quarter


def test_a_family_builds_in_a_third_of_a_second() -> None:
    spent = []
    for family in FAMILY_NAMES:
        start = time.process_time()
        build_product(plan(family, 1), Library())
        spent.append(time.process_time() - start)
    assert float(np.median(spent)) < 0.3


def test_unknown_names_are_told() -> None:
    with pytest.raises(ValueError, match="no product family 'spoon'"):
        build_product(ProductPlan("shape/spoon#1", "spoon", "spoon"), Library())
    with pytest.raises(ValueError, match="no product finish 'jelly'"):
        finish_material(MaterialPlan("jelly"))
