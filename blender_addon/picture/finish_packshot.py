"""Makes the files of a packshot sample from the renders of room and studio."""

from __future__ import annotations

from typing import Any

from ..recipe.model import Recipe
from ..render.planes import Layers
from ..spec import ChecksSpec
from .checks import Measured, check_photo, check_target
from .finished import Finished, recipe_json, without_depth
from .photo import photo_files, take_photo, view_of
from .product_layers import silhouette_of
from .target import StudioLayers, develop_target, target_files


def finish_packshot(
    recipe: Recipe,
    room: Layers,
    studio: StudioLayers,
    camera: dict[str, Any],
    limits: ChecksSpec,
    keep_light: bool,
) -> Finished:
    """Every file of a sample but sample.json, its recipe with measurements, and its checks.

    Args:
        recipe: As drawn.
        room: The room's render; `covered` is the product's share of each pixel.
        studio: The studio's render.
        camera: The camera for recipe.json: matrix_world, distance_m, lens_mm and more.
        limits: Bounds of the checks.
        keep_light: Whether light_room.exr and light_studio.exr are among the files.
    """
    view = view_of(camera, recipe.camera.sensor_width_mm)
    product, silhouette = silhouette_of(studio.product, room, view)
    photo = take_photo(recipe, room, silhouette.coverage)
    target = develop_target(recipe, product.layers.light, studio.shadow, silhouette)
    alpha = target.packshot.alpha
    measured = Measured(photo.picture, alpha, room.covered, recipe.camera.fill, silhouette=silhouette.whole)
    checks, failures = check_photo(measured, limits)
    target_checks, target_failures = check_target(target.packshot.target, alpha, limits)
    checks, failures = checks | target_checks, failures + target_failures
    try:
        files, depth_range_m = photo_files(photo, room, product.layers, silhouette, alpha, view, keep_light)
    except ValueError as error:
        return without_depth(checks, failures, error)
    files |= target_files(target, recipe.studio.styles, product.layers, view, keep_light)
    written = recipe_json(recipe, camera, {"room": photo.settings, "studio": target.settings})
    return Finished(files, written | {"studio_gains": target.gains}, depth_range_m, checks, failures)
