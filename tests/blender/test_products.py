"""The shapes of the built-in families."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from solids import edges, is_closed, volume

from blender_addon.product_families import FAMILIES
from blender_addon.recipe.families import draw_family
from blender_addon.scene.products import build_family


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize(
    ("family", "slot"),
    [
        ("glassware", "base"),
        ("glassware", "drink"),
        ("dispenser", "liquid"),
        ("spectacles", "lens"),
        ("wirework", "wire"),
        ("cushion", "trim"),
        ("toy", "body"),
        ("garment", "cloth_1"),
        ("bag", "strap"),
        ("headphones", "shell"),
        ("bottle", "liquid"),
    ],
)
def test_what_is_solid_is_closed_and_faces_outward(family: str, slot: str) -> None:
    met = 0
    for seed in range(30):
        parts = build_family(family, draw_family(family, rng(seed)).parameters)
        if slot in parts and met < 4:
            met += 1
            assert is_closed(parts[slot]) and volume(parts[slot]) > 0.0, (family, seed)
    assert met == 4


def test_wires_are_as_thin_as_drawn() -> None:
    for seed in range(40):
        drawn = draw_family("wirework", rng(seed))
        if drawn.category != "wire basket":
            continue
        wire = build_family("wirework", drawn.parameters)["wire"]
        first, second = edges(wire)
        # The first rod's ring has seven points: a chord of a circle of the drawn radius.
        chord = np.linalg.norm(wire.vertices[0] - wire.vertices[1])
        assert chord == pytest.approx(2 * drawn.parameters["wire"] * np.sin(np.pi / 7), rel=1e-6)
        assert 0.0015 < 2 * drawn.parameters["wire"] < 0.004
        assert len(first) == len(second) > 5000
        return
    raise AssertionError("no wire basket among forty")


def mask(family: str, seed: int) -> np.ndarray:
    """[24, 24] which cells of the front view the product's faces touch, its longest side across all of them."""
    parts = build_family(family, draw_family(family, rng(seed)).parameters)
    clouds = []
    for shape in parts.values():
        first, second = edges(shape)
        a, b = shape.vertices[first], shape.vertices[second]
        starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
        middles = np.add.reduceat(shape.vertices[shape.corners], starts) / shape.sizes[:, None]
        clouds += [a + share * (b - a) for share in (0.0, 0.25, 0.5, 0.75)] + [middles]
    points = np.concatenate(clouds)[:, [0, 2]]
    points = (points - 0.5 * (points.min(0) + points.max(0))) / np.ptp(points, axis=0).max()
    cells = np.clip(((points + 0.5) * 24).astype(int), 0, 23)
    grid = np.zeros((24, 24), bool)
    grid[cells[:, 0], cells[:, 1]] = True
    return grid


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_siblings_are_not_the_same_shape(family: str) -> None:
    masks = [mask(family, seed) for seed in range(60, 68)]
    overlap = [(one & two).sum() / (one | two).sum() for one, two in combinations(masks, 2)]
    assert np.mean(overlap) < 0.85 and min(overlap) < 0.7
