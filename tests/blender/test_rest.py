"""Products that lie or lean touch the floor as a body at rest does."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.product_families import FAMILIES
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.model import PosePlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.rest import rest_rotation
from blender_addon.scene.shapes.forms import box, turned_profile


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def put_down(points: np.ndarray, pose: PosePlan) -> np.ndarray:
    turned = points @ rest_rotation(points, pose).T
    return turned - [0, 0, turned[:, 2].min()]


def test_a_brick_lies_on_the_side_that_it_was_tipped_to() -> None:
    brick = box(0.1, 0.2, 0.4, 1e-4, 1).vertices
    low_x = put_down(brick, PosePlan("lying", 0.2))
    assert np.ptp(low_x, axis=0) == pytest.approx([0.4, 0.2, 0.1], abs=1e-3)  # on its +x face
    assert np.ptp(put_down(brick, PosePlan("lying", 1.4)), axis=0) == pytest.approx([0.1, 0.4, 0.2], abs=1e-3)
    assert np.isclose(np.linalg.det(rest_rotation(brick, PosePlan("lying", 2.0))), 1.0)


def test_a_cone_lies_along_its_slope() -> None:
    cone = turned_profile(np.array([[0.1, 0.0], [0.002, 0.3]]), 128, None, "flat", "flat").vertices
    lying = put_down(cone, PosePlan("lying", 0.7))
    # The tip and the base's rim touch the floor; the axis rises by half the opening angle, asin(r / slant).
    touching = lying[lying[:, 2] < 2e-4]
    assert np.linalg.norm(np.ptp(touching, axis=0)) == pytest.approx(np.hypot(0.3, 0.098), rel=0.02)
    assert lying[:, 2].max() == pytest.approx(0.2 * 0.3 / np.hypot(0.3, 0.098), rel=0.02)


def test_a_leaning_brick_stands_on_one_edge() -> None:
    brick = box(0.1, 0.1, 0.4, 1e-5, 1).vertices
    leaning = put_down(brick, PosePlan("leaning", 0.0, 0.1))
    on_floor = leaning[leaning[:, 2] < 1e-4]
    assert np.ptp(on_floor[:, 1]) == pytest.approx(0.1, abs=1e-3) and np.ptp(on_floor[:, 0]) < 1e-3
    assert leaning[:, 2].max() == pytest.approx(0.4 * np.cos(0.1) + 0.1 * np.sin(0.1), abs=1e-3)
    top, foot = leaning[leaning[:, 2] > 0.38, 0].mean(), on_floor[:, 0].mean()
    assert top > foot - 0.05 + 0.03  # what lies toward +x went down, so the top went to +x


LYING = [
    (family, seed)
    for family in sorted(FAMILIES)
    for seed in next(([at] for at in range(40) if "lying" in draw_family(family, rng(at)).poses), [])
]


@pytest.mark.parametrize(("family", "seed"), LYING)
def test_what_lies_is_carried_by_the_floor_and_does_not_sink(family: str, seed: int) -> None:
    drawn = draw_family(family, rng(seed))
    plan = ProductPlan("shape/x#1", drawn.category, family, drawn.parameters, drawn.materials)
    upright = build_product(plan, Library()).points
    plan = ProductPlan(
        "shape/x#1", drawn.category, family, drawn.parameters, drawn.materials, yaw_rad=1.1, pose=PosePlan("lying", 0.4)
    )
    points = build_product(plan, Library()).points
    assert abs(points[:, 2].min()) < 1e-5
    low, high = points.min(0), points.max(0)
    assert np.allclose((low + high)[:2] / 2, 0.0, atol=1e-5)
    assert not np.isclose(np.ptp(points, axis=0)[2], np.ptp(upright, axis=0)[2], rtol=1e-3)
    # What touches the floor reaches under the middle: in some level direction on either side of it.
    touching = points[points[:, 2] < 0.004 * np.ptp(points, axis=0).max(), :2]
    assert np.ptp(touching, axis=0).max() > 0.15 * np.ptp(points, axis=0).max()
    # A rotation keeps every distance.
    some = np.linspace(0, len(points) - 1, 40).astype(int)
    before = np.linalg.norm(upright[some][:, None] - upright[some][None], axis=-1)
    assert np.allclose(np.linalg.norm(points[some][:, None] - points[some][None], axis=-1), before, atol=1e-5)
