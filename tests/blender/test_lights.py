"""Sun and flash, held against geometry: where rays reach, and how light falls off."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import bpy
import numpy as np
import pytest
from mathutils import Matrix, Vector

from blender_addon.batch.packshot import render_packshot
from blender_addon.colour import kelvin_to_rgb
from blender_addon.library.asset import Library
from blender_addon.library.scan import scan_library
from blender_addon.picture.checks import Measured, check_photo
from blender_addon.picture.develop import develop
from blender_addon.picture.light_layers import mix
from blender_addon.picture.metering import hold_highlights, meter_exposure
from blender_addon.picture.white_balance import balance
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import FlashPlan, LightPlan, MaterialPlan, RoomPlan, SunPlan, WindowPlan
from blender_addon.recipe.mood import MOODS
from blender_addon.recipe.surfaces import draw_surface
from blender_addon.render.layers import Settings, render
from blender_addon.render.planes import Layers
from blender_addon.scene.camera import Camera
from blender_addon.scene.clean import empty_file
from blender_addon.scene.flash import add_flash
from blender_addon.scene.lights import add_sky
from blender_addon.scene.room import build_room
from blender_addon.scene.sun import add_sun, sun_direction
from blender_addon.scene.windows import WindowPlace
from blender_addon.spec import ChecksSpec, DatasetSpec, MoodSpec, RenderSpec

SIZE = 64
RENDER = RenderSpec(bounces=0, denoise=False)
PAINT: MaterialPlan = draw_surface("paint", np.random.Generator(np.random.PCG64(0)))
SUN = SunPlan(0.4, 0.7, strength=6.0, kelvin=5500.0, angle_rad=0.0093, window=0.0, spot=(0.0, 0.0, 0.0))
ROOM = RoomPlan(
    size_m=(4.0, 4.0, 2.5),
    offset_m=(0.0, 0.0),
    windows=(WindowPlan("+x", 0.0, 1.0, 1.2, 1.0, (1, 1)),),
    floor=PAINT,
    walls=PAINT,
    ceiling=PAINT,
    skirting=PAINT,
    frames=PAINT,
    skirting_m=0.0,
)


@pytest.fixture
def scene() -> Iterator[bpy.types.Scene]:
    made = empty_file()
    bpy.context.window.scene = made
    yield made


def _camera(scene: bpy.types.Scene, matrix: Matrix, distance: float, lens: float = 36.0) -> Camera:
    thing = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    thing.data.lens, thing.data.sensor_width = lens, 36.0
    thing.matrix_world = matrix
    scene.collection.objects.link(thing)
    scene.camera = thing
    return Camera(thing, tuple(tuple(row) for row in matrix), distance, None, lens)


def _render(scene: bpy.types.Scene, groups: tuple[str, ...], samples: int = 16) -> Layers:
    return render(scene, Settings(RENDER, (SIZE, SIZE), "CPU"), samples, groups, 0)


def _matte(name: str, corners: list[tuple[float, float, float]], scene: bpy.types.Scene) -> None:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    material.node_tree.nodes.clear()
    white, output = (material.node_tree.nodes.new(f"ShaderNode{kind}") for kind in ("BsdfDiffuse", "OutputMaterial"))
    white.inputs["Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    material.node_tree.links.new(white.outputs[0], output.inputs["Surface"])
    mesh.materials.append(material)
    scene.collection.objects.link(bpy.data.objects.new(name, mesh))


def test_the_sun_draws_its_window_on_the_floor_with_a_hard_edge_and_only_in_its_group(scene: bpy.types.Scene) -> None:
    room = build_room(ROOM, [], Library())
    add_sky(scene, LightPlan(None, (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 0.0, 0.5, ()), Library())
    sun = add_sun(scene, SUN, room.windows, 0.3)
    # From above, 2 m over the floor: half a picture is 1 m with a lens as long as its sensor is wide.
    _camera(scene, Matrix.Translation((0.0, 0.0, 2.0)), 2.0)
    layers = _render(scene, ("sky", "sun"))
    toward = sun.matrix_world.to_3x3() @ Vector((0.0, 0.0, 1.0))
    # The middle of the window is at (2, 0, 1.5): from the origin its light comes from there.
    assert (toward - Vector((2.0, 0.0, 1.5)).normalized()).length < 1e-5
    graph = bpy.context.evaluated_depsgraph_get()
    free = np.zeros((SIZE, SIZE), bool)
    for row in range(SIZE):
        for column in range(SIZE):
            spot = Vector(((column + 0.5) / SIZE * 2 - 1, 1 - (row + 0.5) / SIZE * 2, 1e-4))
            free[row, column] = not scene.ray_cast(graph, spot, toward)[0]
    level = layers.light["sun"].max(-1)
    assert 0.1 < free.mean() < 0.9
    lit = level > 0.5 * np.median(level[free])
    assert (lit == free).mean() > 0.97
    # Hard: few pixels are neither full light nor full shadow (the sun's own width blurs 2.5 m by 23 mm).
    between = (level > 0.1 * np.median(level[free])) & (level < 0.8 * np.median(level[free]))
    assert between.mean() < 0.06
    assert level[~free].max() > 0.0 and np.median(level[~free]) == 0.0
    # Albedo · irradiance · cosine / π, for a paint of unknown but plausible albedo.
    albedo = np.median(level[free]) * math.pi / (6.0 * toward.z * max(kelvin_to_rgb(5500.0)))
    assert 0.3 < albedo < 1.0
    sky = layers.light["sky"].max(-1)
    assert sky[free].mean() < 3.0 * sky[~free].mean(), "the sun's patch shows in the sky's layer"


@pytest.mark.parametrize(("window", "first"), [(0.0, 0), (0.6, 1)])
def test_the_sun_takes_the_drawn_window_where_it_can(window: float, first: int) -> None:
    places = [
        WindowPlace("+x", (2.0, 0.3, 1.5), (-1.0, 0.0, 0.0), 1.0, 1.0, (1, 1)),
        WindowPlace("-y", (0.5, -3.0, 1.6), (0.0, 1.0, 0.0), 1.0, 1.0, (1, 1)),
    ]
    plan = dataclasses.replace(SUN, window=window, spot=(0.1, 0.2, 0.5))
    spot = Vector((0.1, 0.2, 0.2))
    assert (sun_direction(plan, places, 0.4) - (Vector(places[first].centre) - spot).normalized()).length < 1e-6


def test_a_sun_that_no_window_lets_in_stands_where_it_was_drawn() -> None:
    low = WindowPlace("+x", (2.0, 0.0, 0.05), (-1.0, 0.0, 0.0), 1.0, 0.1, (1, 1))
    for windows in ([], [low]):
        toward = sun_direction(SUN, windows, 0.3)
        assert toward.z == pytest.approx(math.sin(0.7))
        assert math.atan2(toward.x, toward.y) == pytest.approx(0.4)


def test_a_flash_lights_near_things_more_than_far_ones(scene: bpy.types.Scene) -> None:
    # Looking along -Z from the origin: a card over the left half at 1 m, and one behind all at 3 m.
    _matte("near", [(-3.0, -3.0, -1.0), (-0.05, -3.0, -1.0), (-0.05, 3.0, -1.0), (-3.0, 3.0, -1.0)], scene)
    _matte("far", [(-9.0, -9.0, -3.0), (9.0, -9.0, -3.0), (9.0, 9.0, -3.0), (-9.0, 9.0, -3.0)], scene)
    scene.world = bpy.data.worlds.new("dark")
    scene.world.lightgroup = "sky"
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.01
    camera = _camera(scene, Matrix.Identity(4), 1.0, lens=180.0)
    add_flash(scene, FlashPlan(0.4, (0.04, 0.0), 0.01, 6000.0), camera)
    layers = _render(scene, ("sky", "flash"))
    flash = layers.light["flash"] @ np.array([0.2126, 0.7152, 0.0722])
    near, far = flash[:, 3:13].mean(), flash[:, 52:60].mean()
    # A colour temperature has luminance 1, so the level is what was asked for where the product stands.
    assert near == pytest.approx(0.4, rel=0.05)
    assert near / far == pytest.approx(9.0, rel=0.08)
    # At 180 mm half a picture is 0.1 m at 1 m, so the card ends at column 16; its shadow lies left, behind it.
    assert layers.light["sky"].max() < 0.02


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_every_mood_is_metered_as_a_picture(mood: str) -> None:
    spec = DatasetSpec(
        seed=4,
        resolution=(40, 40),
        render=RenderSpec(room_samples=6, studio_samples=1, bounces=2),
        mood=MoodSpec(**{name: float(name == mood) for name in MOODS}),
    )
    library, _ = scan_library(None, None, None)
    recipe = draw(spec, library, 1)
    made = render_packshot(recipe, library, Settings(spec.render, spec.resolution, "CPU"))
    assert set(made.room.light) == set(recipe.room_gains)
    total = sum(made.room.light.values())
    # Every emitter is in a group: what denoising moves about, it does not take away, but for the sun's own disc.
    most = 10.0 * float(np.median(made.room.combined)) + 1e-3
    assert np.minimum(total, most).mean() == pytest.approx(np.minimum(made.room.combined, most).mean(), rel=0.15)
    light, plan, alpha = mix(made.room.light, recipe.room_gains), recipe.room_develop, made.studio.alpha
    tint = balance(light, made.room.albedo, plan.adaptation, plan.white_balance)
    balanced = light * np.asarray(tint)
    metered = meter_exposure(balanced, 1 + plan.product_weight * alpha, plan.curve)
    held = hold_highlights(metered, balanced, alpha, plan.curve)
    shown = develop(light, held, tint, plan.curve)
    assert 0.15 < shown.mean() / 255 < 0.8, mood
    checks, _ = check_photo(Measured(shown, np.round(alpha * 255).astype(np.uint8)), ChecksSpec())
    assert checks["clipped"] < 0.5
