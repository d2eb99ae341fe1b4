"""The studio: glass with a soft alpha, white that keeps its outline on white, and styles of a real render."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from mathutils import Vector

from blender_addon.picture.encode import to_camera_space
from blender_addon.picture.glass import facing, soft_alpha
from blender_addon.recipe.model import CameraPlan, StudioPlan
from blender_addon.render.layers import Settings, render
from blender_addon.render.planes import Layers
from blender_addon.scene.behind_glass import BEHIND, STRENGTH
from blender_addon.scene.camera import place_camera
from blender_addon.scene.clean import empty_file
from blender_addon.scene.mesh import world_points
from blender_addon.scene.product import Product
from blender_addon.scene.studio import GROUND, GROUND_OPEN, build_studio
from blender_addon.spec import RenderSpec

SIZE = 64
CAMERA = CameraPlan(0.0, 0.25, 0.0, 50.0, 36.0, 0.7, (0.0, 0.0), None)


def _material(colour: float, glass: float) -> bpy.types.Material:
    material = bpy.data.materials.new("own")
    material.use_nodes = True
    surface = material.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (colour, colour, colour, 1.0)
    surface.inputs["Transmission Weight"].default_value = glass
    surface.inputs["Roughness"].default_value = 0.0 if glass else 0.6
    surface.inputs["IOR"].default_value = 1.05 if glass else 1.45
    return material


def _ball(radius: float, colour: float, glass: float) -> bpy.types.Object:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=64, ring_count=32, radius=radius, location=(0.0, 0.0, 0.1))
    bpy.ops.object.shade_smooth()
    ball = bpy.context.object
    ball.data.materials.append(_material(colour, glass))
    return ball


def _studio(things: list[bpy.types.Object], flags: float = 0.0) -> tuple[Layers, np.ndarray]:
    room = bpy.context.scene
    bpy.context.view_layer.update()
    points = world_points(things)
    camera = place_camera(room, points, CAMERA, (SIZE, SIZE))
    plan = StudioPlan(0.6, 0.8, 1.6, -0.8, 2.5, 0.7, flags=flags)
    product = Product(things, points, tuple(thing.name for thing in things))
    scene = build_studio(plan, product, camera.object, 0.0, Vector(points.min(0)), Vector(points.max(0)))
    settings = Settings(RenderSpec(denoise=False), (SIZE, SIZE), "CPU")
    made = render(scene, settings, 16, ("key", "fill", "rim", "dome"), 0, aovs=(GROUND, GROUND_OPEN), markers=(BEHIND,))
    return made, np.array(camera.matrix_world)


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.context.window.scene = empty_file()


def _alpha(made: Layers, matrix: np.ndarray) -> np.ndarray:
    turned = facing(to_camera_space(made.normal, matrix), 50 / 36 * SIZE)
    return soft_alpha(made.alpha.astype(float), made.aovs[BEHIND] / STRENGTH, turned)


def test_clear_glass_is_half_there_and_its_edge_whole() -> None:
    made, matrix = _studio([_ball(0.1, 1.0, 1.0)])
    alpha = _alpha(made, matrix)
    rows, columns = np.indices(alpha.shape) - (SIZE - 1) / 2
    radius = np.hypot(rows, columns) / (0.35 * SIZE)
    assert np.abs(alpha[radius < 0.5] - 0.5).max() < 0.06
    assert alpha[(radius > 0.965) & (radius < 0.98)].mean() > 0.85  # its normal turns fast
    assert (alpha[radius > 1.1] == 0).all()
    assert made.alpha[radius < 0.9].min() > 0.99, "what the light is divided by is the silhouette"


def test_what_is_solid_behind_glass_is_not_clear() -> None:
    made, matrix = _studio([_ball(0.1, 1.0, 1.0), _ball(0.06, 0.5, 0.0)])
    alpha = _alpha(made, matrix)
    rows, columns = np.indices(alpha.shape) - (SIZE - 1) / 2
    radius = np.hypot(rows, columns) / (0.35 * SIZE)
    assert alpha[radius < 0.5].min() > 0.97
    assert alpha[(radius > 0.68) & (radius < 0.72)].mean() < 0.9


def test_opaque_products_are_opaque_and_the_glow_adds_no_light() -> None:
    made, matrix = _studio([_ball(0.1, 0.8, 0.0)])
    assert made.aovs[BEHIND].max() == 0.0
    np.testing.assert_array_equal(_alpha(made, matrix), made.alpha)
    np.testing.assert_allclose(sum(made.light.values()), made.combined, atol=2e-3 * float(made.combined.max()))


def test_flags_draw_the_outline_of_what_is_white() -> None:
    levels = {}
    for flags in (0.0, 0.8):
        bpy.context.window.scene = empty_file()
        made, _ = _studio([_ball(0.1, 0.9, 0.0)], flags)
        rows, columns = np.indices(made.alpha.shape) - (SIZE - 1) / 2
        radius = np.hypot(rows, columns) / (0.35 * SIZE)
        light = made.light["dome"].mean(-1)
        levels[flags] = light[(radius > 0.85) & (radius < 0.95)].mean() / light[radius < 0.4].mean()
    assert levels[0.8] < 0.9 * levels[0.0]
