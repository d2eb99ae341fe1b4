"""Makes the files of a cut-out sample from the renders of the room and of the lone product."""

from __future__ import annotations

from typing import Any

from ..recipe.model import Recipe
from ..render.planes import Layers
from ..spec import ChecksSpec
from .checks import Measured, check_photo
from .develop import to_bytes
from .finished import Finished, recipe_json, without_depth
from .photo import photo_files, take_photo, view_of
from .product_layers import ProductLayers, silhouette_of

_OF_THE_STUDIO = ("studio", "studio_develop", "studio_gains")
"""Parts of a recipe that are not rendered for cut-outs."""


def finish_cutout(
    recipe: Recipe, room: Layers, product: ProductLayers, camera: dict[str, Any], limits: ChecksSpec, keep_light: bool
) -> Finished:
    """Every file of a cut-out sample but sample.json, its recipe with measurements, and its checks.

    Args:
        recipe: As drawn.
        room: The room's render; `covered` is the product's share of each pixel.
        product: The product's own.
        camera: The camera for recipe.json: matrix_world, distance_m, lens_mm and more.
        limits: Bounds of the checks.
        keep_light: Whether light_room.exr is among the files.
    """
    view = view_of(camera, recipe.camera.sensor_width_mm)
    product, silhouette = silhouette_of(product, room, view)
    alpha = to_bytes(silhouette.alpha)
    photo = take_photo(recipe, room, silhouette.coverage)
    cut = recipe.camera.cut is not None
    measured = Measured(
        photo.picture, alpha, room.covered, recipe.camera.fill, may_be_cut=cut, silhouette=silhouette.whole
    )
    checks, failures = check_photo(measured, limits)
    try:
        files, depth_range_m = photo_files(photo, room, product.layers, silhouette, alpha, view, keep_light)
    except ValueError as error:
        return without_depth(checks, failures, error)
    written = recipe_json(recipe, camera, {"room": photo.settings})
    written = {key: value for key, value in written.items() if key not in _OF_THE_STUDIO}
    return Finished(files, written, depth_range_m, checks, failures)
