"""Built-in products as they stand in a scene."""

from __future__ import annotations

import json
import time

import bpy
import numpy as np
import pytest

from blender_addon.colour import encode_srgb
from blender_addon.library.asset import Library
from blender_addon.product_families import FAMILIES
from blender_addon.recipe import finishes, finishes_natural
from blender_addon.recipe.families import draw_family
from blender_addon.recipe.model import MaterialPlan, ProductPlan
from blender_addon.scene.build_product import build_product
from blender_addon.scene.finishes.build import FINISHES, finish_material
from blender_addon.scene.finishes.print import draw_label
from blender_addon.scene.mesh import GRAIN, world_points
from blender_addon.scene.shapes.forms import board, box, outline, tube, turned_profile
from blender_addon.scene.shapes.shape import join

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


def volume(shape_or_mesh: object) -> float:
    """Signed volume of a closed surface by the divergence theorem: positive where its faces look outward."""
    mesh = shape_or_mesh
    mesh.calc_loop_triangles()
    points = np.array([vertex.co[:] for vertex in mesh.vertices])
    points -= points.mean(0)
    a, b, c = points[np.array([triangle.vertices[:] for triangle in mesh.loop_triangles])].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum() / 6)


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


def test_a_label_is_stable_and_has_its_inks() -> None:
    drawn = finishes.label(rng(8), 2.0)
    picture = draw_label(drawn.parameters)
    assert np.array_equal(picture, draw_label(drawn.parameters))
    ground = (np.abs(picture - drawn.parameters["ground"]).max(-1) < 1e-6).mean()
    inked = (np.abs(picture - drawn.parameters["ink"]).max(-1) < 1e-6).mean()
    assert 0.2 < ground < 0.98 and inked > 0.002
    other = draw_label({**drawn.parameters, "seed": drawn.parameters["seed"] + 1})
    assert (np.abs(picture - other).max(-1) > 0.01).mean() > 0.02
    assert encode_srgb(np.array([0.0, 0.21586, 1.0])) == pytest.approx([0.0, 128 / 255, 1.0], abs=1e-4)


SAMPLES = {
    "plastic": finishes.plastic,
    "painted": finishes.painted,
    "metal": finishes.metal,
    "wood": finishes.wood,
    "fabric": finishes.fabric,
    "leather": finishes.leather,
    "ceramic": finishes.ceramic,
    "glass": finishes.glass,
    "paper": finishes.paper,
    "leaf": finishes.leaf,
    "soil": finishes.soil,
    "label": lambda stream: finishes.label(stream, 2.0),
    "fur": finishes_natural.fur,
    "peel": lambda stream: finishes_natural.peel(stream, "e8c62c", "6b4a1a", 5),
    "stone": finishes_natural.stone,
}


def render(px: int = 48, samples: int = 8, transparent: bool = True) -> np.ndarray:
    """[px, px, 4] straight linear RGBA of the scene, seen from the front under a white sky, top row first."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.collection.objects.link(camera)
    camera.location, camera.rotation_euler = (0.0, -1.0, 0.1), (np.pi / 2, 0.0, 0.0)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 0.26
    scene.camera = camera
    world = bpy.data.worlds.new("sky")
    scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.max_bounces = samples, False, 4
    scene.render.film_transparent = transparent
    scene.render.resolution_x = scene.render.resolution_y = px
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.filepath = bpy.app.tempdir + "finish.exr"
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    pixels = np.array(image.pixels[:]).reshape(px, px, 4)[::-1]
    bpy.data.images.remove(image)
    return pixels


def block(material: MaterialPlan) -> ProductPlan:
    """A carton of 20 cm in that material."""
    parameters = {"kind": "box", "size": [0.2, 0.2, 0.2], "edge": 0.002}
    return ProductPlan("shape/carton#1", "box", "carton", parameters, {"body": material})


def test_every_finish_has_a_sample() -> None:
    assert set(SAMPLES) == set(FINISHES)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_finish_renders_lit_and_opaque(kind: str) -> None:
    build_product(block(SAMPLES[kind](rng(2))), Library())
    picture = render()
    inside = picture[8:40, 10:38]
    assert np.isfinite(picture).all()
    assert inside[..., 3].min() > 0.999  # alpha is geometry: glass too is all product
    assert inside[..., :3].mean() > 0.004
    magenta = (inside[..., 0] > 0.9) & (inside[..., 1] < 0.05) & (inside[..., 2] > 0.9)
    assert not magenta.any()  # the colour of a missing texture
    assert picture[:3, :, 3].max() == 0.0


def test_a_plain_finish_has_its_colour() -> None:
    """Under an even white sky a matte surface reflects its albedo and a little gloss."""
    red = MaterialPlan("plastic", {"colour": [0.4, 0.05, 0.02], "roughness": 0.9, "grain": 0.0})
    build_product(block(red), Library())
    colour = render(samples=32)[12:36, 14:34, :3].mean((0, 1))
    assert colour == pytest.approx([0.41, 0.075, 0.046], abs=0.04)


def test_light_goes_through_glass_to_what_is_behind() -> None:
    clear = MaterialPlan("glass", {"tint": [1.0, 1.0, 1.0], "roughness": 0.0, "ior": 1.05})
    build_product(block(clear), Library())
    assert render(samples=16)[12:36, 14:34, :3].mean() > 0.8
