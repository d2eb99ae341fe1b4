"""Develops the room's light into a photo, and makes the files that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Floats, Mask, Pixels, Plane
from ..recipe.model import Recipe
from ..render.planes import DEEPEST_M, Layers
from .checks import MASK_LEVEL
from .develop import develop, to_bytes
from .encode import encode_depth, encode_normals, estimate_foreground, to_camera_space
from .exr_write import encode_layers
from .light_layers import mix, to_half
from .metering import hold_highlights, meter_exposure
from .png import encode_png
from .product_layers import Silhouette
from .reflection import View
from .white_balance import balance


@dataclass(frozen=True)
class Photo:
    """A developed room."""

    picture: Pixels
    """sRGB [H, W, 3]."""
    light: dict[str, Plane]
    """By group, as stored."""
    settings: dict[str, Any]
    """Arguments of `develop`: exposure_ev, white_balance, curve."""


def view_of(camera: Mapping[str, Any], sensor_width_mm: float) -> View:
    """The camera of a recipe.json."""
    return View(np.asarray(camera["matrix_world"], np.float64), camera["lens_mm"] / sensor_width_mm)


def take_photo(recipe: Recipe, room: Layers, coverage: Floats) -> Photo:
    """Meter the room's light as the recipe's camera does, and develop it. `coverage` [H, W] is the product's."""
    light = to_half(room.light)
    total = mix(light, recipe.room_gains)
    plan = recipe.room_develop
    white_balance, exposure = plan.white_balance, plan.error_ev
    if plan.metered:
        white_balance = balance(total, room.albedo, plan.adaptation, plan.white_balance)
        balanced = total * np.asarray(white_balance)
        metered = meter_exposure(balanced, 1.0 + plan.product_weight * coverage, plan.curve)
        exposure = round(hold_highlights(metered, balanced, coverage, plan.curve) + plan.error_ev, 6)
    settings = {"exposure_ev": exposure, "white_balance": list(white_balance), "curve": plan.curve}
    return Photo(develop(total, exposure, white_balance, plan.curve), light, settings)


def photo_files(
    photo: Photo,
    room: Layers,
    product: Layers,
    silhouette: Silhouette,
    alpha: Pixels,
    view: View,
    keep_light: bool,
) -> tuple[dict[str, bytes], tuple[float, float]]:
    """The files that every kind of sample has, by name, and the metres that depth.png spans.

    Args:
        photo: The developed room.
        room: Its render.
        product: The render of the product alone.
        silhouette: The product's outline in it.
        alpha: As stored.
        view: The camera.
        keep_light: Whether light_room.exr is among them.

    Raises:
        ValueError: Nothing of the product has a depth.
    """
    solid = alpha >= MASK_LEVEL
    depth = encode_depth(_depth(room, product, solid), solid)
    # Normals are from the lone product: in the room its edge would mix with the background.
    normals = np.where(solid[..., None], silhouette.normals, to_camera_space(room.normal, view.matrix_world))
    files = {
        "input.png": encode_png(photo.picture),
        "alpha.png": encode_png(alpha),
        "depth.png": encode_png(depth.image),
        "normal.png": encode_png(encode_normals(normals, solid)),
        "foreground.png": encode_png(estimate_foreground(photo.picture, to_bytes(silhouette.coverage))),
    }
    if keep_light:
        files["light_room.exr"] = encode_layers(photo.light)
    return files, (depth.near_m, depth.far_m)


def _depth(room: Layers, product: Layers, solid: Mask) -> Floats:
    """Depth in metres [H, W]; on the product's edge, where one sample decides a pixel, the product's."""
    depth = np.where(np.isfinite(room.depth), room.depth, DEEPEST_M).astype(np.float64)
    in_front = room.covered > 0.5 if room.covered is not None else solid
    own = solid & in_front & (product.depth > 0) & (product.depth < DEEPEST_M)
    return np.where(own, product.depth, depth)
