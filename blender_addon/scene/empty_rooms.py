"""Renders empty rooms: built once for all views, with the product hidden and the camera anywhere inside."""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Vector

from ..library.asset import Library
from ..narrowing import of_type
from ..recipe.model import Recipe
from ..recipe.streams import stream, uniform
from ..render.layers import Settings, render
from .build import Built, build
from .current import update_transforms
from .renders import RoomRender
from .view import HiddenError

_FROM_WALL_M = 0.35
_EYE_M = (0.4, 1.7)
"""Height of the camera over the floor."""
_LENS_MM = (20.0, 45.0)
_LEAST_VIEW_M = 1.0
"""Anything nearer in the middle of the image would fill it."""
_TRIES = 40

_standing: dict[str, tuple[Recipe, Built]] = {}
"""The current room, and the recipe that it was built from, apart from the id."""


def render_empty(recipe: Recipe, library: Library, settings: Settings) -> RoomRender:
    """Render one view of a room; an existing room is reused.

    Raises:
        HiddenError: No free view was found.
    """
    built = build_view(recipe, library, settings.resolution)
    seed = (recipe.seed * 1_000_003 + recipe.id * 97 + recipe.attempt) % 2**31
    layers = render(built.room, settings, settings.spec.room_samples, tuple(recipe.room_gains), seed)
    return RoomRender(recipe, built, layers)


def build_view(recipe: Recipe, library: Library, resolution: tuple[int, int]) -> Built:
    """Build the room with its product hidden, unless it stands, and put the camera where this view is from.

    Raises:
        HiddenError: No free view was found.
    """
    built = _room_of(recipe, library, resolution)
    camera = built.camera.object
    lens = _place(built, camera, stream(recipe.seed, recipe.id, recipe.attempt, "view"))
    placed = replace(
        built.camera,
        matrix_world=tuple(tuple(round(float(value), 9) for value in row) for row in np.array(camera.matrix_world)),
        f_stop=None,
        lens_mm=lens,
    )
    return replace(built, camera=placed)


def _room_of(recipe: Recipe, library: Library, resolution: tuple[int, int]) -> Built:
    """The recipe's room with its product hidden; built unless it exists."""
    same = replace(recipe, id=0)
    known = _standing.get("room")
    if known is not None and known[0] == same and _alive(known[1]):
        return known[1]
    _standing.clear()
    built = build(recipe, library, resolution)
    for thing in built.product.objects:
        thing.hide_render = thing.hide_viewport = True
    _standing["room"] = (same, built)
    return built


def _alive(built: Built) -> bool:
    """Whether the scene still exists: a sample of another kind empties the file."""
    try:
        return bool(built.room.name)
    except ReferenceError:
        return False


def _place(built: Built, camera: bpy.types.Object, rng: np.random.Generator) -> float:
    """Put the camera somewhere in the room, looking across it; returns its focal length in mm."""
    low, high = np.array(built.inside[0]), np.array(built.inside[1])
    data = of_type(bpy.types.Camera, camera.data)
    of_type(bpy.types.CameraDOFSettings, data.dof).use_dof = False
    for _ in range(_TRIES):
        eye, target = (
            Vector(
                (
                    uniform(rng, low[0] + _FROM_WALL_M, high[0] - _FROM_WALL_M),
                    uniform(rng, low[1] + _FROM_WALL_M, high[1] - _FROM_WALL_M),
                    low[2] + uniform(rng, least, most),
                )
            )
            for least, most in (_EYE_M, (0.0, 1.5))
        )
        lens = uniform(rng, *_LENS_MM)
        if (target - eye).length < _LEAST_VIEW_M or not _is_free(built.room, eye, target - eye):
            continue
        camera.matrix_world = (target - eye).to_track_quat("-Z", "Y").to_matrix().to_4x4()
        camera.matrix_world.translation = eye
        data.lens = lens
        update_transforms()
        return lens
    raise HiddenError(f"no free view of the room in {_TRIES} tries")


def _is_free(scene: bpy.types.Scene, eye: Vector, way: Vector) -> bool:
    """Whether nothing is close before the eye, straight ahead and a little to each side."""
    graph = of_type(bpy.types.Depsgraph, scene.view_layers[0].depsgraph)
    graph.update()
    side = Vector((-way.y, way.x, 0.0)).normalized() * math.tan(math.radians(15)) * way.length
    for direction in (way, way + side, way - side):
        hit, where, *_ = scene.ray_cast(graph, eye, direction.normalized(), distance=_LEAST_VIEW_M)
        if hit and (where - eye).length < _LEAST_VIEW_M:
            return False
    return True
