"""Sets as they stand in a scene: pieces beside each other, copies that share their meshes."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import fresh

from blender_addon.library.asset import Asset, Library
from blender_addon.recipe.model import ProductPlan, SetPiece
from blender_addon.recipe.product import draw_product
from blender_addon.recipe.streams import stream
from blender_addon.scene.build_product import build_product
from blender_addon.spec import ProductSpec


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def box_of(thing: bpy.types.Object) -> np.ndarray:
    corners = np.array([thing.matrix_world @ vertex.co for vertex in thing.data.vertices])
    return np.stack([corners.min(0), corners.max(0)])


def seen_points() -> np.ndarray:
    """Vertices of everything that would render, in the world."""
    graph = bpy.context.evaluated_depsgraph_get()
    return np.array(
        [
            instance.matrix_world @ vertex.co
            for instance in graph.object_instances
            if instance.object.type == "MESH"
            for vertex in instance.object.data.vertices
        ]
    )


def apart(boxes: list[np.ndarray]) -> None:
    for index, one in enumerate(boxes):
        for other in boxes[:index]:
            assert (one[0] >= other[1] - 1e-6).any() or (other[0] >= one[1] - 1e-6).any()


def test_pieces_stand_apart_on_the_floor_around_the_origin() -> None:
    spec = ProductSpec(families=("mug", "bottle"), lying=0.5)
    for sample in range(6):
        products = [draw_product(spec, partial(stream, 0, sample, n), f"{sample}.{n}", []) for n in range(4)]
        pieces = tuple(SetPiece(each, 1.5 * n, 0.02 * n) for n, each in enumerate(products[1:]))
        fresh()
        product = build_product(dataclasses.replace(products[0], pieces=pieces), Library())
        assert len(set(product.names)) == 4
        bpy.context.view_layer.update()
        bounds = [box_of(thing) for thing in product.objects]
        assert all(box[0, 2] == pytest.approx(0.0, abs=1e-5) for box in bounds)
        apart([box[:, :2] for box in bounds])
        low, high = product.bounds()
        assert low.tolist() == pytest.approx(np.min(bounds, (0, 1)).tolist(), abs=1e-6)
        assert high.tolist() == pytest.approx(np.max(bounds, (0, 1)).tolist(), abs=1e-6)
        assert (low + high)[:2] == pytest.approx([0.0, 0.0], abs=1e-5)


def test_copies_share_the_mesh_and_turn(tmp_path: Path) -> None:
    path = tmp_path / "slab.obj"
    path.write_text("v 0 0 0\nv 4 0 0\nv 4 0 1\nv 0 1 0\nf 1 2 3\nf 1 2 4\n", encoding="utf-8")
    library = Library(products=(Asset("model/slab", "product", path),))
    plan = ProductPlan("model/slab", "thing", None, longest_m=0.4, yaw_rad=0.0)
    turned = dataclasses.replace(plan, yaw_rad=np.pi / 2)
    product = build_product(dataclasses.replace(plan, pieces=(SetPiece(turned, 0.0, 0.1),)), library)
    bpy.context.view_layer.update()
    halves = product.points.reshape(2, -1, 3)
    boxes = [np.stack([half.min(0), half.max(0)]) for half in halves]
    assert np.ptp(boxes[0], axis=0)[:2].tolist() == pytest.approx([0.4, 0.1], abs=1e-6)
    assert np.ptp(boxes[1], axis=0)[:2].tolist() == pytest.approx([0.1, 0.4], abs=1e-6)
    assert 0.04 <= boxes[1][0, 0] - boxes[0][1, 0] < 0.05
    assert len(bpy.data.meshes) == 1
    seen = seen_points()
    assert np.abs(np.sort(seen, axis=0) - np.sort(product.points, axis=0)).max() < 1e-5, "what renders is what is told"
