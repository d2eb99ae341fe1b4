"""Parts of products against geometry: closed skins, wires as thick as drawn, siblings apart, light through glass."""

from __future__ import annotations

from itertools import combinations

import bpy
import numpy as np
import pytest

from blender_addon.library.asset import Library
from blender_addon.product_families import FAMILIES
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.model import ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.finishes.letters import STROKES, Hand
from blender_addon.scene.products import build_family
from blender_addon.scene.shapes.creases import creases, pushed
from blender_addon.scene.shapes.shape import Shape
from blender_addon.scene.shapes.wires import circle, hoop, rods


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def edges(shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Every face's directed edges."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    last = np.repeat(starts + shape.sizes - 1, shape.sizes)
    following = np.arange(len(shape.corners)) + 1
    following = np.where(following > last, np.repeat(starts, shape.sizes), following)
    return shape.corners, shape.corners[following]


def is_closed(shape: Shape) -> bool:
    """Each directed edge is there once, and once the other way round: a closed skin with one outside."""
    first, second = edges(shape)
    count = len(shape.vertices)
    there, back = first * count + second, second * count + first
    return len(np.unique(there)) == len(there) and np.array_equal(np.sort(there), np.sort(back))


def volume(shape: Shape) -> float:
    """By the divergence theorem over fans of triangles."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    points = shape.vertices - shape.vertices.mean(0)
    total = 0.0
    for size in np.unique(shape.sizes):
        faces = shape.corners[starts[shape.sizes == size][:, None] + np.arange(size)]
        for at in range(1, size - 1):
            total += (points[faces[:, 0]] * np.cross(points[faces[:, at]], points[faces[:, at + 1]])).sum() / 6
    return float(total)


def test_rods_and_hoops_are_closed_and_have_the_volume_of_wire() -> None:
    starts = np.array([[0, 0, 0], [1, 2, 3], [0, 0, 1]], float)
    ends = np.array([[0, 0, 2], [1, 2.5, 3], [1, 1, 1]], float)
    bars = rods(starts, ends, np.array([0.01, 0.02, 0.03]), 64)
    assert is_closed(bars)
    wanted = np.pi * (0.01**2 * 2 + 0.02**2 * 0.5 + 0.03**2 * np.sqrt(2))
    assert volume(bars) == pytest.approx(wanted, rel=2e-3)
    ring = hoop(circle(0.5, 128), 0.02, 48)
    assert is_closed(ring)
    assert volume(ring) == pytest.approx(2 * np.pi**2 * 0.5 * 0.02**2, rel=4e-3)  # Pappus
    assert volume(hoop(circle(0.5, 128)[::-1], 0.02, 48)) == pytest.approx(volume(ring), rel=1e-6)


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


def test_folds_are_smooth_bounded_and_the_same_again() -> None:
    at = np.linspace(0, 1, 400)
    line = np.stack([at, 0.3 * at, 0 * at], -1)
    folds = creases(line, 11, 0.1)
    assert np.array_equal(folds, creases(line, 11, 0.1))
    assert np.abs(folds).max() <= 1.0 and folds.std() > 0.1
    assert np.abs(np.diff(folds)).max() < 0.5
    crossings = (np.diff(np.sign(folds)) != 0).sum()
    assert 6 <= crossings <= 40  # about one fold in each scale of a metre's length
    u, v = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 4), indexing="ij")
    flat = np.stack([u, v, 0 * u], -1)
    assert np.allclose(pushed(flat, 0.2)[..., 2], 0.2)


def test_a_letter_is_a_stroke_of_its_hand() -> None:
    hand = Hand(rng(1))
    hand.slant, hand.thick = 0.0, 0.1
    picture = np.ones((200, 200, 3))
    hand.write(picture, "I", (0.5, 0.25), 0.5, np.zeros(3))
    inked = picture[..., 0] < 0.5
    rows, columns = np.nonzero(inked)
    assert columns.mean() == pytest.approx(99.5, abs=1.0)
    assert rows.min() == pytest.approx(50, abs=6) and rows.max() == pytest.approx(150, abs=6)
    assert np.ptp(columns) + 1 == pytest.approx(0.1 * 0.5 * 200, abs=2)
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <= set(STROKES)
    wide = np.ones((200, 200, 3))
    hand.write(wide, "WWWWWWWWWWWW", (0.5, 0.4), 0.3, np.zeros(3), most=0.8)
    assert np.ptp(np.nonzero(wide[..., 0] < 0.5)[1]) <= 0.85 * 200


def test_light_goes_through_a_glass_and_what_is_in_it() -> None:
    """Under an even white sky a clear drink in a clear glass is bright: no black from rays that ran out of bounces."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    seed = next(
        at
        for at in range(200)
        if (drawn := draw_family("glassware", rng(at))).category == "tumbler"
        and "drink" in drawn.materials
        and drawn.materials["drink"].kind == "glass"
        and not drawn.parameters["straw"]
        and not drawn.parameters["facets"]
    )
    drawn = draw_family("glassware", rng(seed))
    drawn.materials["drink"].parameters.update(tint=[1.0, 1.0, 1.0])
    drawn.materials["bowl"].parameters.update(tint=[1.0, 1.0, 1.0])
    build_product(ProductPlan("shape/x#1", "tumbler", "glassware", drawn.parameters, drawn.materials), Library())
    scene = bpy.context.scene
    height = drawn.parameters["height"]
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.collection.objects.link(camera)
    camera.location, camera.rotation_euler = (0.0, -1.0, 0.5 * height), (np.pi / 2, 0.0, 0.0)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 0.5 * min(height, 2 * drawn.parameters["radius"])
    scene.camera, scene.world = camera, bpy.data.worlds.new("sky")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.max_bounces = 8, False, 4
    scene.cycles.transmission_bounces = 6
    scene.render.film_transparent = True
    scene.render.resolution_x = scene.render.resolution_y = 32
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.filepath = bpy.app.tempdir + "glass.exr"
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    colour = np.array(image.pixels[:]).reshape(32, 32, 4)[..., :3]
    bpy.data.images.remove(image)
    assert colour.mean() > 0.8
    assert colour.min() > 0.05
