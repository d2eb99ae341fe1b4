"""Paper sweeps and the open air, held against rays and pixels."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from itertools import pairwise

import bpy
import numpy as np
import pytest
from mathutils import Vector

from blender_addon.library.asset import Library
from blender_addon.library.scan import scan_library
from blender_addon.picture.develop import develop
from blender_addon.picture.light_layers import mix
from blender_addon.picture.metering import meter_exposure
from blender_addon.picture.white_balance import balance
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import BackdropPlan, BladesPlan, MaterialPlan, OutdoorPlan, Recipe, RoomPlan, SweepPlan
from blender_addon.recipe.surfaces import draw_surface
from blender_addon.render.layers import Settings, render
from blender_addon.scene.build import build
from blender_addon.scene.places import build_place
from blender_addon.scene.room import CLEARANCE_M
from blender_addon.spec import DatasetSpec, LightSpec, MoodSpec, PlaceSpec, RenderSpec

LOW, HIGH = (-0.2, -0.15, 0.0), (0.2, 0.15, 0.5)
CAMERA = (1.5, -1.0, 0.8)


def surface(kind: str, seed: int = 0) -> MaterialPlan:
    return draw_surface(kind, np.random.Generator(np.random.PCG64(seed)))


PAINT = surface("paint")
SWEEP = SweepPlan(surface("plain"), width=4.0, front=1.5, back=1.2, radius=0.8, height=2.0)
ROOM = RoomPlan((3.0, 3.0, 2.5), (0.0, 0.0), (), PAINT, PAINT, PAINT, PAINT, PAINT, sweep=SWEEP, kind="sweep")


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    yield


def cast(origin: Vector, direction: Vector) -> tuple[bool, Vector, Vector, str]:
    graph = bpy.context.evaluated_depsgraph_get()
    hit, place, normal, _, thing, _ = bpy.context.scene.ray_cast(graph, origin, direction)
    return hit, place, normal, thing.name if thing else ""


@pytest.mark.parametrize("floor", [0.0, -0.7])
def test_the_sweep_fills_what_the_camera_sees_without_a_seam(floor: float) -> None:
    """From the camera's side, rays from the product's foot to over its head meet paper alone, whose face turns
    no more than a step of its curve from one ray to the next.
    """
    build_place(ROOM, LOW, HIGH, CAMERA, Library(), floor)
    bpy.context.view_layer.update()
    eye, away = Vector(CAMERA), Vector((-CAMERA[0], -CAMERA[1], 0.0)).normalized()
    faces = []
    for number in range(200):
        angle = math.radians(-55.0 + 55.0 * number / 199.0)
        hit, _, normal, name = cast(eye, away * math.cos(angle) + Vector((0.0, 0.0, math.sin(angle))))
        assert hit
        if faces or name == "sweep":
            assert name == "sweep"
            faces.append(normal)
    assert faces[0].z > 0.99 and abs(faces[-1].z) < 0.01 and faces[-1].dot(away) < -0.99
    assert max(a.angle(b) for a, b in pairwise(faces)) < math.radians(8.0)


def test_the_room_grows_around_its_sweep() -> None:
    room = build_place(ROOM, LOW, HIGH, CAMERA, Library())
    bpy.context.view_layer.update()
    paper = bpy.context.scene.objects["sweep"]
    for corner in paper.bound_box:
        place = paper.matrix_world @ Vector(corner)
        for axis in (0, 1):
            assert room.low[axis] + CLEARANCE_M <= place[axis] + 1e-4
            assert place[axis] <= room.high[axis] - CLEARANCE_M + 1e-4


OUTDOOR = OutdoorPlan(
    surface("grass"),
    BackdropPlan("wall", surface("brick"), 2.0, 0.0, 0.0, 8.0, 3.0, 0.05, 0.0),
    BladesPlan(surface("blades"), 2000, 0.05, 0.5, 3),
)


@pytest.mark.parametrize("kind", ["wall", "fence", "hedge"])
def test_what_stands_behind_stands_behind(kind: str) -> None:
    assert OUTDOOR.backdrop is not None
    surfaces = {"wall": "brick", "fence": "boards", "hedge": "leaves"}
    backdrop = dataclasses.replace(OUTDOOR.backdrop, kind=kind, material=surface(surfaces[kind]), piece_m=0.12)
    build_place(dataclasses.replace(OUTDOOR, backdrop=backdrop), LOW, HIGH, CAMERA, Library(), -0.4)
    bpy.context.view_layer.update()
    away = Vector((-CAMERA[0], -CAMERA[1], 0.0)).normalized()
    hit, place, normal, name = cast(Vector((0.0, 0.0, 0.45)), away)
    # The product reaches 0.25 m from its foot's middle, and the wall stands 2 m behind that.
    assert hit and name == f"backdrop_{kind}"
    assert place.length == pytest.approx(math.hypot(2.25, 0.45), abs=0.12)
    assert normal.dot(away) < (-0.5 if kind == "hedge" else -0.99)
    # Its foot is on the lowered ground, its top 3 m over that, and over it there is sky.
    assert not cast(Vector((0.0, 0.0, 2.8)), away)[0]
    assert not cast(Vector((0.0, 0.0, 0.5)), Vector((0.0, 0.0, 1.0)))[0]
    hit, place, _, name = cast(Vector((5.0, 5.0, 1.0)), Vector((0.0, 0.0, -1.0)))
    assert hit and name == "ground" and place.z == pytest.approx(-0.4)


@pytest.mark.parametrize("turn", [-0.45, 0.0, 0.45])
@pytest.mark.parametrize("aside", [-1.5, 1.5])
def test_a_turned_wall_keeps_its_distance(turn: float, aside: float) -> None:
    assert OUTDOOR.backdrop is not None
    wall = dataclasses.replace(OUTDOOR.backdrop, turn_rad=turn, aside_m=aside, distance_m=0.4, piece_m=0.001)
    build_place(dataclasses.replace(OUTDOOR, backdrop=wall, blades=None), LOW, HIGH, CAMERA, Library())
    bpy.context.view_layer.update()
    thing = bpy.context.scene.objects["backdrop_wall"]
    front = thing.matrix_world.to_3x3() @ Vector((0.0, -1.0, 0.0))
    place = thing.matrix_world.translation
    assert -front.dot(place) == pytest.approx(0.25 + 0.4, abs=1e-5)
    assert front.dot(Vector(CAMERA) - place) > 0.4


def test_grass_leaves_the_product_to_be_seen() -> None:
    build_place(OUTDOOR, LOW, HIGH, CAMERA, Library())
    mesh = bpy.context.scene.objects["grass"].data
    places = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", places)
    blades = places.reshape(-1, 5, 3)
    assert 1500 < len(blades) <= 2000
    assert blades[:, :, 2].max() <= 0.05 * HIGH[2] + 1e-6
    assert blades[:, 4, 2].min() > 0.004
    foot = blades[:, :2].mean(axis=1)
    under = (np.abs(foot[:, 0]) < 0.2) & (np.abs(foot[:, 1]) < 0.15)
    assert not under.any()


SHARES = {"room": 0.0, "white": 0.0, "sweep": 0.0, "outdoor": 0.0}


def light_of(kind: str, mood: str, samples: int) -> tuple[Recipe, dict[str, np.ndarray], np.ndarray]:
    """Sample 1 of a spec with places of that kind only: its light by group, and what the product covers."""
    spec = DatasetSpec(
        resolution=(24, 24),
        place=PlaceSpec(**SHARES | {kind: 1.0}),
        mood=MoodSpec(**{name: float(name == mood) for name in MoodSpec.__dataclass_fields__}),
        light=LightSpec(sun=0.0, exposure_error_ev=(0.0, 0.0)),
        render=RenderSpec(denoise=False, device="cpu"),
    )
    library, _ = scan_library()
    recipe = draw(spec, library, 1)
    built = build(recipe, library, spec.resolution)
    settings = Settings(spec.render, spec.resolution, "CPU", 1)
    layers = render(built.room, settings, samples, list(recipe.room_gains), 0, objects=built.product.names)
    assert layers.covered is not None
    return recipe, layers.light, layers.covered


def test_outdoors_is_lit_by_its_sky_all_over() -> None:
    _, light, _ = light_of("outdoor", "day", 4)
    assert set(light) == {"sky"}
    assert (light["sky"].max(axis=2) > 0.0).mean() > 0.98


def test_a_white_wall_is_shown_lighter_than_mid_grey_and_without_a_dark_spot() -> None:
    recipe, light, covered = light_of("white", "day_and_lamps", 48)
    total = mix(light, recipe.room_gains)
    plan = recipe.room_develop
    exposure = meter_exposure(total, 1.0 + plan.product_weight * covered, plan.curve) + plan.error_ev
    white_balance = balance(total, None, 1.0, (1.0, 1.0, 1.0))
    around = develop(total, exposure, white_balance, plan.curve)[covered < 0.01]
    assert np.median(around) > 125.0
    assert np.percentile(around, 2) > 30.0
