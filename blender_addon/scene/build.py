"""Builds the scene of a recipe: the product, its camera, the room, and the scene of the lone product."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
from mathutils import Vector

from ..library.asset import Library
from ..recipe.model import CornerPlan, Recipe
from .build_product import build_product
from .camera import Camera, place_camera
from .clean import empty_file
from .current import triple, update_transforms
from .flash import add_flash
from .importing import products_glow
from .lights import add_lamps, add_sky
from .places import build_place
from .product import Product
from .room import add_portals
from .silhouette import build_silhouette
from .studio import build_studio
from .sun import add_sun
from .surroundings import Standing, build_support, fit_support, furnish
from .surroundings.stage import Stage

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Built:
    """A scene that is ready to render. `low` and `high` bound the product in the world, metres."""

    room: bpy.types.Scene
    camera: Camera
    product: Product
    in_front: tuple[str, ...]
    """Names of occluders."""
    low: Vector
    high: Vector
    warnings: tuple[str, ...]
    """Parts that could not be built as drawn."""
    glows: bool
    """Whether a product emits light, in the light group `importing.GLOW`."""
    product_warnings: tuple[str, ...] = ()
    """The part of `warnings` that every sample with this product has."""
    inside: tuple[Point, Point] = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    """Least and greatest corner of the room's inside, metres."""


def build(recipe: Recipe, library: Library, resolution: tuple[int, int]) -> Built:
    """Empty the file and build the recipe in it; UnusableAssetError names an unusable asset."""
    assert not isinstance(recipe.room, CornerPlan), "scene.glowball builds these"
    room = empty_file()
    wanting: list[str] = []
    product = build_product(recipe.product, library, wanting)
    update_transforms()
    points = product.points
    below = recipe.surroundings.support.height_m if recipe.surroundings.support is not None else 0.0
    camera = place_camera(room, points, recipe.camera, resolution, -below)
    low, high = Vector(points.min(0)), Vector(points.max(0))
    stage = Stage(camera, points, recipe.camera.azimuth_rad, resolution[1] / resolution[0])
    standing, left_out = _standing(recipe, stage)
    floor, more = (standing.floor, standing.corners()) if standing is not None else (0.0, ())
    eye = (camera.matrix_world[0][3], camera.matrix_world[1][3], camera.matrix_world[2][3])
    lamps = tuple(lamp.position for lamp in recipe.light.lamps)
    box = build_place(recipe.room, triple(low), triple(high), eye, library, floor, more, lamps)
    add_portals(box)
    stage.enter(box)
    if standing is not None:
        build_support(standing, stage)
    around = furnish(recipe.surroundings, stage, standing, library)
    add_sky(room, recipe.light, library)
    add_lamps(room, recipe.light.lamps, Vector(box.low), Vector(box.high))
    if recipe.light.sun is not None:
        add_sun(room, recipe.light.sun, box.windows, high.z)
    if recipe.light.flash is not None:
        add_flash(room, recipe.light.flash, camera)
    update_transforms()
    warnings = (*wanting, *left_out, *box.left_out, *around.left_out)
    inside = (box.low, box.high)
    return Built(room, camera, product, around.occluders, low, high, warnings, products_glow(), tuple(wanting), inside)


def add_studio(recipe: Recipe, built: Built) -> bpy.types.Scene:
    """The packshot's studio, with the product and camera of the room."""
    azimuth = recipe.camera.azimuth_rad
    studio = build_studio(recipe.studio, built.product, built.camera.object, azimuth, built.low, built.high)
    return _at_frame_of(built.room, studio)


def add_silhouette(built: Built) -> bpy.types.Scene:
    """The product alone and unlit, before the camera of the room."""
    return _at_frame_of(
        built.room, build_silhouette("silhouette", built.product, built.camera.object, built.low, built.high)
    )


def _at_frame_of(room: bpy.types.Scene, scene: bpy.types.Scene) -> bpy.types.Scene:
    """The scene at the room's frame, since particles and modifiers of a product may depend on it."""
    scene.frame_set(room.frame_current, subframe=room.frame_subframe)
    return scene


def _standing(recipe: Recipe, stage: Stage) -> tuple[Standing | None, list[str]]:
    """The support of the product, and why it is missing if it was drawn and cannot be built."""
    plan = recipe.surroundings.support
    fitted = fit_support(plan, stage) if plan is not None else None
    return (None, [fitted]) if isinstance(fitted, str) else (fitted, [])
