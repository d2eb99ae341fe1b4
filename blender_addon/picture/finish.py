"""Two renders' light to the finished files of a packshot: metered, developed, laid on white, encoded and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..recipe.model import Recipe
from ..render.planes import Layers, Plane
from ..spec import ChecksSpec
from .checks import Measured, check_photo, check_target
from .exr_write import encode_layers
from .finished import Finished, without_depth
from .photo import halved, mixed, photo_files, take_photo, view_of
from .png import encode_png
from .product_layers import ProductLayers, silhouette_of
from .studio_light import hold_rim, studio_exposure
from .styles import further_styles
from .white import lay_on_white


@dataclass(frozen=True)
class StudioLayers:
    """The studio's render and what was measured with it."""

    product: ProductLayers
    shadow: Plane
    """Share of the ground's light that the product takes away, in [0, 1] [H, W]; may be noisy."""


def finish(
    recipe: Recipe,
    room: Layers,
    studio: StudioLayers,
    camera: dict[str, Any],
    limits: ChecksSpec,
    keep_light: bool,
) -> Finished:
    """Every file of a sample but sample.json, its recipe with what was measured, and its checks.

    Args:
        recipe: As drawn.
        room: The room's render; `covered` is the product's share of each pixel.
        studio: The studio's.
        camera: What recipe.json says of the camera: matrix_world, distance_m, lens_mm and what else is known.
        limits: Bounds of the checks.
        keep_light: Whether light_room.exr and light_studio.exr are among the files.
    """
    view = view_of(camera, recipe.camera.sensor_width_mm)
    product, silhouette = silhouette_of(studio.product, room, view)
    coverage = silhouette.coverage
    photo = take_photo(recipe, room, coverage)

    studio_light = halved(product.layers.light)
    gains = hold_rim(studio_light, coverage, recipe.studio_gains)
    product_light = mixed(studio_light, gains)
    plan = recipe.studio_develop
    exposure = round(studio_exposure(product_light, coverage) + plan.error_ev, 6)
    packshot = lay_on_white(
        product_light,
        silhouette.alpha,
        studio.shadow * recipe.studio.shadow,
        exposure,
        plan.white_balance,
        plan.curve,
        coverage,
    )
    measured = Measured(photo.picture, packshot.alpha, room.covered, recipe.camera.fill, silhouette.whole)
    checks, failures = check_photo(measured, limits)
    more_checks, more_failures = check_target(packshot.target, packshot.alpha, limits)
    checks, failures = checks | more_checks, failures + more_failures
    try:
        files, depth_range_m = photo_files(photo, room, product.layers, silhouette, packshot.alpha, view, keep_light)
    except ValueError as error:
        return without_depth(checks, failures, error)
    files |= {"target.png": encode_png(packshot.target), "shadow.png": encode_png(packshot.shadow)}
    for style, picture in further_styles(recipe.studio.styles, packshot, product.layers, view).items():
        files[f"target_{style}.png"] = encode_png(picture)
    if keep_light:
        files["light_studio.exr"] = encode_layers(studio_light)
    settings = {"exposure_ev": exposure, "white_balance": list(plan.white_balance), "curve": plan.curve}
    written = recipe.to_json()
    written["camera"] = {**written["camera"], **camera}
    written["develop"] = {"room": photo.settings, "studio": settings}
    written["studio_gains"] = gains
    return Finished(files, written, depth_range_m, checks, failures)
