"""The room, held against rays: closed but for its windows, and everything that must be inside is."""

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
from blender_addon.recipe.model import MaterialPlan, RoomPlan, WindowPlan
from blender_addon.recipe.surfaces import draw_surface
from blender_addon.scene.room import CLEARANCE_M, Room, RoomError, add_portals, build_room
from blender_addon.scene.room_shell import THICKNESS_M
from blender_addon.scene.windows import BETWEEN_M, CORNER_M, place_windows

PAINT: MaterialPlan = draw_surface("paint", np.random.Generator(np.random.PCG64(0)))
WINDOW = WindowPlan("+x", centre_m=0.3, sill_m=1.0, width_m=1.2, height_m=1.0, panes=(1, 1))
# Floor's middle at (-0.5, 0.2): x from -2.5 to 1.5, y from -1.3 to 1.7, z from 0 to 2.5.
PLAN = RoomPlan(
    size_m=(4.0, 3.0, 2.5),
    offset_m=(0.5, -0.2),
    windows=(WINDOW,),
    floor=PAINT,
    walls=PAINT,
    ceiling=PAINT,
    skirting=PAINT,
    frames=PAINT,
)
MANY = dataclasses.replace(
    PLAN,
    windows=(
        WINDOW,
        WindowPlan("-x", 0.0, 0.6, 1.0, 1.2, (2, 2)),
        WindowPlan("+y", -1.0, 0.9, 0.8, 1.0, (2, 1)),
        WindowPlan("-y", 1.0, 0.5, 0.9, 1.6, (1, 3)),
        WindowPlan("+y", 1.0, 0.9, 0.8, 1.0, (3, 3)),
    ),
)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    yield


def cast(origin: tuple[float, float, float], direction: tuple[float, float, float]) -> tuple[bool, Vector, Vector, str]:
    graph = bpy.context.evaluated_depsgraph_get()
    hit, place, normal, _, thing, _ = bpy.context.scene.ray_cast(graph, origin, Vector(direction).normalized())
    return hit, place, normal, thing.name if thing else ""


def leaves_by_window(room: Room, origin: tuple[float, float, float], direction: tuple[float, float, float]) -> bool:
    for window in room.windows:
        normal = Vector(window.normal)
        speed = -normal.dot(Vector(direction))
        if speed <= 0.0:
            continue
        away = normal.dot(Vector(origin) - Vector(window.centre)) / speed
        place = Vector(origin) + away * Vector(direction)
        along = 1 if abs(normal.x) > 0.5 else 0
        beside = abs(place[along] - window.centre[along]) <= window.width / 2
        if beside and abs(place.z - window.centre[2]) <= window.height / 2:
            return True
    return False


@pytest.mark.parametrize("plan", [dataclasses.replace(PLAN, windows=()), PLAN, MANY], ids=["none", "one", "many"])
def test_light_enters_by_windows_only(plan: RoomPlan) -> None:
    room = build_room(plan, [], Library())
    escaped = 0
    for origin in ((0.0, 0.0, 0.02), (-2.2, 1.4, 2.3), (1.3, -1.1, 1.2)):
        for direction in directions(3000):
            hit, _, normal, name = cast(origin, direction)
            if not hit:
                escaped += 1
                assert leaves_by_window(room, origin, direction), (origin, direction)
            else:
                # Every face that can be seen from inside turns its front to who looks.
                assert normal.dot(Vector(direction)) < 0.0, (name, origin, direction)
    assert (escaped > 20) == bool(plan.windows)


def test_a_window_is_where_the_plan_says() -> None:
    room = build_room(PLAN, [], Library())
    (window,) = room.windows
    # The wall's middle is y = 0.2, the window 0.3 further; its sill is 1 m up and it is 1 m high.
    assert window.centre == pytest.approx((1.5, 0.5, 1.5))
    assert window.normal == pytest.approx((-1.0, 0.0, 0.0))
    assert not cast((0.0, 0.5, 1.5), (1, 0, 0))[0]
    for y, z in ((0.5, 0.95), (0.5, 2.05), (-0.15, 1.5), (1.15, 1.5)):
        hit, place, _, name = cast((0.0, y, z), (1, 0, 0))
        assert hit, (y, z)
        # Below the opening the sill stands out; elsewhere it is the wall itself.
        assert place.x == pytest.approx(1.5, abs=0.06), name


def test_bars_divide_the_panes() -> None:
    plan = dataclasses.replace(PLAN, windows=(dataclasses.replace(WINDOW, panes=(2, 2)),))
    build_room(plan, [], Library())
    assert cast((0.0, 0.5, 1.5), (1, 0, 0))[3] == "room_frames"
    for y in (0.2, 0.8):
        for z in (1.25, 1.75):
            assert not cast((0.0, y, z), (1, 0, 0))[0]


def test_walls_move_outward_for_camera_and_product_alone() -> None:
    small = build_room(PLAN, [(-0.3, -0.3, 0.0), (0.3, 0.3, 0.8), (1.0, 1.0, 1.2)], Library())
    assert small.low == pytest.approx((-2.5, -1.3, 0.0))
    assert small.high == pytest.approx((1.5, 1.7, 2.5))
    camera = (-6.0, 5.0, 3.4)
    grown = build_room(PLAN, [camera], Library())
    assert grown.low == pytest.approx((-6.0 - CLEARANCE_M, -1.3, 0.0))
    assert grown.high == pytest.approx((1.5, 5.0 + CLEARANCE_M, 3.4 + CLEARANCE_M))
    # The window went with the middle of its wall: y from -1.3 to 5.25.
    assert grown.windows[0].centre == pytest.approx((1.5, 1.975 + 0.3, 1.5))


def test_a_room_under_a_table_is_the_same_room_lower() -> None:
    """Every piece, its windows and its UV sink with the floor; the product's foot stays at the origin."""
    points = [(0.0, 0.0, 0.0), (3.0, 0.1, 1.4)]

    def built(floor: float) -> tuple[list[float], list[float]]:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        room = build_room(MANY, [(x, y, z + floor) for x, y, z in points], Library(), floor)
        z = [vertex.co.z for thing in room.objects for vertex in thing.data.vertices]
        uv = [part for thing in room.objects for at in thing.data.uv_layers["metres"].data for part in at.uv]
        return z, uv

    (level, laid), (sunk, laid_lower) = built(0.0), built(-0.74)
    assert [z - 0.74 for z in level] == pytest.approx(sunk, abs=1e-5)
    assert laid == pytest.approx(laid_lower, abs=1e-4)


def test_surfaces_go_where_the_plan_says() -> None:
    brick = draw_surface("brick", np.random.Generator(np.random.PCG64(1)))
    build_room(dataclasses.replace(PLAN, accent=brick, accent_wall="-y"), [], Library())
    kinds = {thing.name: thing.data.materials[0].name.split(".")[0] for thing in bpy.context.scene.objects}
    assert kinds["room_wall_-y"] == "surface_brick"
    assert {kinds[f"room_wall_{wall}"] for wall in ("+x", "-x", "+y")} == {"surface_paint"}


def test_uv_is_in_metres() -> None:
    build_room(MANY, [], Library())
    for thing in bpy.context.scene.objects:
        mesh = thing.data
        for polygon in mesh.polygons:
            corners = [mesh.vertices[mesh.loops[i].vertex_index].co for i in polygon.loop_indices]
            uv = [mesh.uv_layers["metres"].data[i].uv for i in polygon.loop_indices]
            for k in range(4):
                assert (uv[k] - uv[k - 1]).length == pytest.approx((corners[k] - corners[k - 1]).length, abs=1e-5)


def test_portals_fill_their_windows_and_face_inward() -> None:
    room = build_room(MANY, [], Library())
    portals = add_portals(room)
    bpy.context.view_layer.update()
    assert len(portals) == len(room.windows) == 5
    for portal, window in zip(portals, room.windows, strict=True):
        inward = Vector(window.normal)
        assert portal.data.cycles.is_portal
        turn = portal.matrix_world.to_3x3()
        assert (turn @ Vector((0, 0, -1))).dot(inward) == pytest.approx(1.0, abs=1e-5)
        assert abs((turn @ Vector((0, 1, 0))).z) == pytest.approx(1.0, abs=1e-5)
        assert (portal.data.size, portal.data.size_y) == pytest.approx((window.width, window.height))
        outer = Vector(window.centre) - inward * THICKNESS_M
        assert (portal.matrix_world.translation - outer).length < 1e-5


def test_the_same_plan_gives_the_same_vertices() -> None:
    def coordinates() -> list[list[tuple[float, ...]]]:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        room = build_room(MANY, [(3.0, 0.1, 1.4)], Library())
        return [[tuple(vertex.co) for vertex in thing.data.vertices] for thing in room.objects]

    assert coordinates() == coordinates()


LOW, HIGH = (-2.0, -2.0, 0.0), (2.0, 2.0, 2.5)


def test_windows_outside_their_wall_are_moved_and_shrunk_into_it() -> None:
    far = WindowPlan("-y", 9.0, 2.2, 1.0, 1.0, (1, 1))
    huge = WindowPlan("+y", 0.0, 0.5, 12.0, 8.0, (1, 1))
    (moved, shrunk), left_out = place_windows([far, huge], LOW, HIGH)
    assert left_out == ()
    assert moved.centre == pytest.approx((2.0 - CORNER_M - 0.5, -2.0, 2.5 - CORNER_M - 0.5))
    assert (shrunk.width, shrunk.height) == pytest.approx((4.0 - 2 * CORNER_M, 2.5 - 2 * CORNER_M))


def test_the_second_of_two_overlapping_windows_moves_beside_the_first() -> None:
    first = WindowPlan("+x", 0.0, 1.0, 1.0, 1.0, (1, 1))
    second = WindowPlan("+x", 0.4, 1.0, 0.8, 1.0, (1, 1))
    (kept, moved), left_out = place_windows([first, second], LOW, HIGH)
    assert left_out == ()
    assert kept.centre[1] == pytest.approx(0.0)
    assert moved.centre[1] == pytest.approx(0.5 + BETWEEN_M + 0.4)


def test_a_window_without_a_place_is_named() -> None:
    wide = WindowPlan("+x", 0.0, 1.0, 3.0, 1.0, (1, 1))
    second = WindowPlan("+x", 0.4, 1.0, 0.8, 1.0, (1, 1))
    placed, left_out = place_windows([wide, second], LOW, HIGH)
    assert len(placed) == 1
    assert left_out == (second,)


@pytest.mark.parametrize(
    ("plan", "points", "says"),
    [
        (PLAN, [(0.0, 0.0, -0.5)], "under the floor"),
        (PLAN, [(math.nan, 0.0, 1.0)], "not finite"),
        (dataclasses.replace(PLAN, size_m=(4.0, 0.0, 2.5)), [], "greater than 0"),
    ],
)
def test_impossible_rooms_are_refused(plan: RoomPlan, points: list[tuple[float, float, float]], says: str) -> None:
    with pytest.raises(RoomError, match=says):
        build_room(plan, points, Library())
