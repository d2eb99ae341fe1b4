"""What makes a box a room, held against rays: it stays closed, the way to the product stays free, light comes in."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import bpy
import numpy as np
import pytest
from mathutils import Vector
from rays import directions

from blender_addon.library.asset import Library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.fittings import fitted
from blender_addon.recipe.model import (
    BlockPlan,
    DadoPlan,
    DoorPlan,
    DressingPlan,
    FittingPlan,
    MaterialPlan,
    RoomPlan,
    SlopePlan,
    Wall,
    WindowPlan,
)
from blender_addon.recipe.streams import stream
from blender_addon.recipe.surfaces import draw_surface
from blender_addon.render.layers import Settings, render
from blender_addon.scene.camera import place_camera
from blender_addon.scene.masonry import clear_way, place_blocks
from blender_addon.scene.room import Room, build_room
from blender_addon.scene.surroundings.stage import Box, Stage
from blender_addon.spec import DatasetSpec, RenderSpec

LOW, HIGH, CAMERA = (-0.2, -0.2, 0.0), (0.2, 0.2, 0.5), (1.2, -0.8, 0.7)


def surface(kind: str) -> MaterialPlan:
    return draw_surface(kind, np.random.Generator(np.random.PCG64(0)))


PAINT, CLOTH = surface("paint"), surface("cloth")
DOOR = DoorPlan("-x", 0.4, 0.9, 2.0, 0.0, -1, (1, 2), PAINT, surface("metal"))
PLAN = RoomPlan((4.0, 4.0, 2.6), (0.0, 0.0), (), PAINT, PAINT, PAINT, PAINT, PAINT)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    yield


def built(plan: RoomPlan, floor: float = 0.0, lamps: tuple[tuple[float, float, float], ...] = ()) -> Room:
    keep = [LOW, HIGH, CAMERA]
    room = build_room(plan, keep, Library(), floor, clear_way(LOW, HIGH, CAMERA), lamps)
    bpy.context.view_layer.update()
    return room


def cast(origin: tuple[float, float, float], direction: tuple[float, float, float]) -> tuple[bool, Vector, str]:
    graph = bpy.context.evaluated_depsgraph_get()
    way = Vector(direction).normalized()
    hit, place, _, _, thing, _ = bpy.context.scene.ray_cast(graph, Vector(origin), way)
    return hit, place, thing.name if thing else ""


FULL = dataclasses.replace(
    PLAN,
    doors=(dataclasses.replace(DOOR, ajar_rad=0.9),),
    blocks=(
        BlockPlan("corner", (-1, 1), 0.0, 0.0, (1.0, 0.8)),
        BlockPlan("column", (1, 1), -0.6, -0.6, (0.3, 0.3)),
        BlockPlan("breast", (1, 1), 0.6, 0.0, (0.9, 0.4)),
    ),
    slope=SlopePlan("+y", 1.2, 1.2),
    dado=DadoPlan(0.9, PAINT, 0.04),
)


@pytest.mark.parametrize("floor", [0.0, -0.75])
@pytest.mark.parametrize("ajar", [0.0, 0.2, 1.4])
def test_a_room_with_everything_in_it_stays_closed(ajar: float, floor: float) -> None:
    built(dataclasses.replace(FULL, doors=(dataclasses.replace(DOOR, ajar_rad=ajar),)), floor)
    for origin in ((0.0, 0.0, 0.3), CAMERA, (-1.8, 0.4, 1.0 + floor)):
        for direction in directions(1500):
            assert cast(origin, direction)[0], (origin, direction)


def test_an_open_door_shows_its_lobby_and_a_closed_one_its_leaf() -> None:
    built(dataclasses.replace(PLAN, doors=(DOOR,)))
    assert cast((0.0, 0.4, 0.3), (-1, 0, 0))[2] == "room_door"
    bpy.ops.wm.read_factory_settings(use_empty=True)
    built(dataclasses.replace(PLAN, doors=(dataclasses.replace(DOOR, ajar_rad=1.4),)))
    _, place, name = cast((0.0, 0.4, 0.3), (-1, 0, 0))
    assert name == "room_lobby" and place.x == pytest.approx(-3.3, abs=0.01)


def test_skirting_stops_at_doors_and_goes_around_blocks() -> None:
    built(dataclasses.replace(FULL, slope=None, dado=None))
    at_door = cast((0.0, 0.4, 0.04), (-1, 0, 0))[2]
    beside = cast((0.0, -1.0, 0.04), (-1, 0, 0))[2]
    assert at_door != "room_skirting" and beside == "room_skirting"


@pytest.mark.parametrize("seed", range(6))
def test_masonry_never_stands_between_camera_and_product(seed: int) -> None:
    """Rooms as they are drawn: every ray from the camera to the product's bounds is free, and so is every lamp."""
    rng = stream(seed, 0, 0, "fittings")
    windows = (WindowPlan("+x", 0.3, 0.8, 1.4, 1.2, (2, 2)),)
    lamps = ((0.5, -0.3, 0.97), (-0.82, 0.2, 0.5))
    room = built(fitted(dataclasses.replace(PLAN, windows=windows), rng), lamps=lamps)
    for x in (LOW[0], 0.0, HIGH[0]):
        for y in (LOW[1], 0.0, HIGH[1]):
            for z in (0.03, 0.25, HIGH[2]):
                way = Vector((x, y, z)) - Vector(CAMERA)
                hit, place, name = cast(CAMERA, tuple(way))
                assert not hit or (place - Vector(CAMERA)).length > way.length - 1e-4, name
    for least, most in room.blocks:
        for share in lamps:
            x, y = share[0] * room.high[0], share[1] * room.high[1]
            assert not (least[0] < x < most[0] and least[1] < y < most[1])


def test_blocks_leave_windows_and_doors_free_or_are_left_out() -> None:
    low, high = (-1.0, -1.0, 0.0), (1.0, 1.0, 2.5)
    corner = BlockPlan("corner", (1, 1), 0.0, 0.0, (0.7, 0.7))
    ((least, most),), left_out = place_blocks([corner], low, high, (), ())
    assert (least, most) == ((pytest.approx(0.3), pytest.approx(0.3), 0.0), (1.0, 1.0, 2.5))
    assert left_out == ()
    placed, left_out = place_blocks([corner], low, high, (), [(-2.0, 2.0, -2.0, 2.0)])
    assert placed == () and left_out == (corner,)


def test_a_slope_falls_to_its_knee() -> None:
    built(dataclasses.replace(PLAN, slope=SlopePlan("+y", 1.0, 1.6)))
    # Halfway between the wall at y = 2 and where the slope meets the ceiling of 2.6 m, it is 1.8 m high.
    _, place, name = cast((0.5, 1.2, 0.5), (0, 0, 1))
    assert name == "room_slope" and place.z == pytest.approx(1.8, abs=0.01)
    assert cast((0.5, 0.2, 0.5), (0, 0, 1))[2] == "room_ceiling"


def test_the_dado_ends_where_it_should() -> None:
    brick = surface("brick")
    built(dataclasses.replace(PLAN, dado=DadoPlan(0.9, brick, 0.0)), -0.5)
    mesh = bpy.context.scene.objects["room_wall_+x"].data
    heights = {slot: [] for slot in (0, 1)}
    for polygon in mesh.polygons:
        heights[polygon.material_index].append(polygon.center.z)
    assert mesh.materials[1].name.startswith("surface_brick")
    assert max(heights[1]) < 0.4 < min(heights[0])


@pytest.mark.parametrize("wall", ["+x", "-x", "+y", "-y"])
def test_fittings_hang_on_their_wall_and_not_over_a_window(wall: Wall) -> None:
    fitting = FittingPlan("picture", wall, 0.0, 1.2, (0.6, 0.5), 1, PAINT, surface("print"))
    radiator = FittingPlan("radiator", wall, 0.05, 0.1, (1.0, 0.5), 14, PAINT, PAINT)
    window = WindowPlan(wall, 0.0, 0.9, 1.2, 1.2, (1, 1))
    built(dataclasses.replace(PLAN, windows=(window,), fittings=(fitting, radiator)))
    picture, heater = (bpy.context.scene.objects[f"room_{kind}"] for kind in ("picture", "radiator"))
    axis, sign = (0 if wall[1] == "x" else 1), (1.0 if wall[0] == "+" else -1.0)
    for thing in (picture, heater):
        out = [sign * vertex.co[axis] for vertex in thing.data.vertices]
        assert min(out) > 1.85 and max(out) <= 2.0 + 1e-5
    # The window is 1.2 m wide in the wall's middle: the picture had to move beside it, the radiator fits under it.
    along = [vertex.co[1 - axis] for vertex in picture.data.vertices]
    assert min(abs(at) for at in along) > 0.6
    assert abs(np.mean([vertex.co[1 - axis] for vertex in heater.data.vertices])) < 0.3


@pytest.mark.parametrize("kind", ["curtains", "sheer", "roller", "slats"])
def test_light_comes_through_a_dressed_window(kind: str) -> None:
    """Less than through a bare one, but some, with half of it covered; a net lets light through all over."""

    def lit(dressing: DressingPlan | None) -> float:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        window = WindowPlan("+x", 0.0, 0.6, 1.6, 1.6, (1, 1), dressing)
        built(dataclasses.replace(PLAN, windows=(window,)))
        scene = bpy.context.scene
        scene.world = bpy.data.worlds.new("sky")
        scene.world.use_nodes = True
        scene.world.lightgroup = "sky"
        camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        camera.location, camera.rotation_euler = (1.5, 0.0, 1.4), (math.pi / 2, 0.0, math.pi / 2)
        scene.collection.objects.link(camera)
        scene.camera = camera
        spec = RenderSpec(denoise=False, device="cpu", bounces=2)
        layers = render(scene, Settings(spec, (8, 8), "CPU", 1), 96, ["sky"], 0)
        return float(layers.light["sky"].mean())

    cloth = dataclasses.replace(CLOTH, parameters={**CLOTH.parameters, "clear": 0.5 if kind == "sheer" else 0.0})
    plan = DressingPlan(kind, cloth, 1.0 if kind == "sheer" else 0.5, 0.12 if kind != "slats" else 0.03, 0.2, True)
    bare, dressed = lit(None), lit(plan)
    assert 0.15 * bare < dressed < 0.97 * bare


def test_furniture_keeps_out_of_masonry_and_doorways() -> None:
    recipe = draw(DatasetSpec(), Library(), 0)
    points = np.array([[x, y, z] for x in (-0.2, 0.2) for y in (-0.2, 0.2) for z in (0.0, 0.5)])
    camera = place_camera(bpy.context.scene, points, recipe.camera, (64, 64))
    eye = tuple(row[3] for row in camera.matrix_world[:3])
    plan = dataclasses.replace(FULL, size_m=(7.0, 7.0, 2.6), slope=None)
    room = build_room(plan, [LOW, HIGH, eye], Library(), 0.0, clear_way(LOW, HIGH, eye))
    bpy.context.view_layer.update()
    stage = Stage(camera, points, recipe.camera.azimuth_rad, 1.0)
    stage.enter(room)
    assert room.blocks and room.doors
    for least, most in room.blocks:
        middle = (np.array(least) + np.array(most)) / 2.0
        assert not stage.free(Box(middle - 0.1, middle + 0.1))
    before_door = np.array(room.doors[0].centre) + np.array(room.doors[0].normal) * 0.2
    assert not stage.free(Box(before_door - 0.1, before_door + 0.1))
