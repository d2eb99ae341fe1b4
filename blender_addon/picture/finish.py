"""Two renders' light to the finished files of a sample: metered, developed, laid on white, encoded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ..recipe.model import Recipe
from ..render.planes import Layers, Plane
from ..spec import ChecksSpec
from .blur import gaussian_blur
from .checks import Measured, check_sample
from .develop import develop, to_bytes
from .encode import encode_depth, encode_normals, estimate_foreground, to_camera_space
from .exr_write import encode_layers
from .glass import facing, soft_alpha
from .hidden import visible_part
from .metering import hold_highlights, meter_exposure
from .png import encode_png
from .reasons import Failure
from .reflection import View
from .studio_light import hold_rim, studio_exposure
from .styles import further_styles
from .white import lay_on_white
from .white_balance import balance


@dataclass(frozen=True)
class StudioLayers:
    """The studio's render and what was measured with it."""

    layers: Layers
    """The product over nothing."""
    shadow: Plane
    """Share of the ground's light that the product takes away, in [0, 1] [H, W]; may be noisy."""
    through: Plane
    """Share of the pixel that shows what is behind the product's glass, in [0, 1] [H, W]."""

    def seen(self, part: Plane) -> StudioLayers:
        """With that part of each pixel's product: what is hidden in the input is missing here, so that all agree."""
        light = {group: plane * part[..., None] for group, plane in self.layers.light.items()}
        layers = replace(self.layers, light=light, alpha=self.layers.alpha * part)
        return StudioLayers(layers, self.shadow, self.through * part)


@dataclass(frozen=True)
class Finished:
    """A sample that is ready to be written, or the reasons why it is not good enough."""

    files: dict[str, bytes]
    recipe: dict[str, Any]
    depth_range_m: tuple[float, float]
    checks: dict[str, Any]
    failures: list[Failure]


def halved(light: Mapping[str, Plane]) -> dict[str, Plane]:
    """The layers as the file will hold them, in half precision, so that what is developed is what is stored."""
    return {group: np.minimum(plane, 65504).astype(np.float16).astype(np.float32) for group, plane in light.items()}


def mixed(light: Mapping[str, Plane], gains: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """The sum of the layers, each times its gain [H, W, 3]; KeyError where a layer has no gain."""
    return sum(
        (plane.astype(np.float64) * gains[group] for group, plane in light.items()),
        start=np.zeros(next(iter(light.values())).shape),
    )


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
    silhouette, part = np.clip(studio.layers.alpha, 0.0, 1.0), visible_part(room, studio.layers)
    studio = studio.seen(part)
    room_light, studio_light = halved(room.light), halved(studio.layers.light)
    coverage = np.clip(studio.layers.alpha, 0.0, 1.0)
    view = View(np.asarray(camera["matrix_world"], np.float64), camera["lens_mm"] / recipe.camera.sensor_width_mm)
    own_normals = to_camera_space(studio.layers.normal, view.matrix_world)
    turned = facing(own_normals, view.pixels(*coverage.shape))
    # Paths are few, so neighbours tell how clear the glass is; the silhouette stays as sharp as it is.
    through = coverage * gaussian_blur(studio.through, 0.8) / np.maximum(gaussian_blur(coverage, 0.8), 1e-3)
    alpha = soft_alpha(coverage.astype(np.float64), through, turned)
    total = mixed(room_light, recipe.room_gains)
    plan = recipe.room_develop
    white_balance = balance(total, room.albedo, plan.adaptation, plan.white_balance)
    balanced = total * np.asarray(white_balance)
    metered = meter_exposure(balanced, 1.0 + plan.product_weight * coverage, plan.curve)
    exposure = round(hold_highlights(metered, balanced, coverage, plan.curve) + plan.error_ev, 6)
    shown = develop(total, exposure, white_balance, plan.curve)

    gains = hold_rim(studio_light, coverage, recipe.studio_gains)
    product_light = mixed(studio_light, gains)
    studio_plan = recipe.studio_develop
    studio_ev = round(studio_exposure(product_light, coverage) + studio_plan.error_ev, 6)
    packshot = lay_on_white(
        product_light,
        alpha,
        studio.shadow * recipe.studio.shadow,
        studio_ev,
        studio_plan.white_balance,
        studio_plan.curve,
        coverage,
    )
    measured = Measured(shown, packshot.target, packshot.alpha, room.covered, recipe.camera.fill, silhouette)
    checks, failures = check_sample(measured, limits)

    solid = packshot.alpha >= 128
    try:
        depth = encode_depth(_depth(room, studio.layers, solid), solid)
    except ValueError as error:
        return Finished({}, {}, (0.0, 1.0), checks, [*failures, Failure("no_depth", str(error))])
    # The studio's normals are the product's alone: at its edge the room's would mix in.
    normals = np.where(solid[..., None], own_normals, to_camera_space(room.normal, view.matrix_world))
    files = {
        "input.png": encode_png(shown),
        "target.png": encode_png(packshot.target),
        "alpha.png": encode_png(packshot.alpha),
        "shadow.png": encode_png(packshot.shadow),
        "depth.png": encode_png(depth.image),
        "normal.png": encode_png(encode_normals(normals, solid)),
        "foreground.png": encode_png(estimate_foreground(shown, to_bytes(coverage))),
    }
    for style, picture in further_styles(recipe.studio.styles, packshot, studio.layers, view).items():
        files[f"target_{style}.png"] = encode_png(picture)
    if keep_light:
        files["light_room.exr"] = encode_layers(room_light)
        files["light_studio.exr"] = encode_layers(studio_light)
    developed = {
        "room": {"exposure_ev": exposure, "white_balance": list(white_balance), "curve": plan.curve},
        "studio": {
            "exposure_ev": studio_ev,
            "white_balance": list(studio_plan.white_balance),
            "curve": studio_plan.curve,
        },
    }
    written = recipe.to_json()
    written["camera"] = {**written["camera"], **camera}
    written["develop"] = developed
    written["studio_gains"] = gains
    return Finished(files, written, (depth.near_m, depth.far_m), checks, failures)


def _depth(room: Layers, studio: Layers, solid: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """What the lens sees, in metres [H, W]: on the product's edge, where one sample decides a pixel, the product."""
    depth = np.where(np.isfinite(room.depth), room.depth, 1e10).astype(np.float64)
    in_front = room.covered > 0.5 if room.covered is not None else solid
    own = solid & in_front & (studio.depth > 0) & (studio.depth < 1e4)
    return np.where(own, studio.depth, depth)
