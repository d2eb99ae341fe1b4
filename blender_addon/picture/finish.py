"""Two renders' light to the finished files of a sample: metered, developed, laid on white, encoded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..recipe.model import Recipe
from ..render.planes import Layers, Plane
from ..spec import ChecksSpec
from .checks import Measured, check_sample
from .develop import develop
from .encode import encode_depth, encode_normals, estimate_foreground, to_camera_space
from .exr_write import encode_layers
from .metering import hold_highlights, meter_exposure
from .png import encode_png
from .reasons import Failure
from .white import lay_on_white

WHITE_LEVEL = 0.96
"""Linear level that the product's brightest parts may reach in the studio before it is stopped down."""
DULL_LEVEL = 0.22
"""Linear level that they should reach; a darker product is lifted, by a stop at most."""
MOST_STOPS = 1.0
DARKEST_ALBEDO = 0.06


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


def balance(
    light: npt.NDArray[np.float64], albedo: Plane | None, adaptation: float, error: tuple[float, float, float]
) -> tuple[float, float, float]:
    """White balance: takes `adaptation` of the illuminant's colour away, times the drawn error; green keeps its gain.

    The illuminant is the median over the picture of light over albedo, which no coloured floor sways; without an
    albedo it is the median of the light itself (grey world, Buchsbaum 1980).
    """
    lit = light.max(-1) > 1e-6
    if albedo is not None and (lit & (albedo.min(-1) > DARKEST_ALBEDO)).sum() > 0.05 * lit.size:
        lit &= albedo.min(-1) > DARKEST_ALBEDO  # light over a black or a saturated colour tells little
        level = light[lit] / albedo[lit]
    else:
        level = light[lit]
    if not len(level):
        return error
    middle = np.maximum(np.median(level, 0), 1e-6)
    gain = np.clip((middle[1] / middle) ** adaptation, 0.35, 3.0)
    red, green, blue = (round(float(part * off), 6) for part, off in zip(gain, error, strict=True))
    return (red, green, blue)


def studio_exposure(light: npt.NDArray[np.float64], alpha: Plane) -> float:
    """Exposure in EV for the packshot: nothing clipped and nothing dull, and white still white, black still black.

    0 unless the product's brightest two per cent leave [DULL_LEVEL, WHITE_LEVEL]; never more than a stop.
    """
    own = light[alpha > 0.99].max(-1)
    if not own.size:
        return 0.0
    bright = max(float(np.percentile(own, 98)), 1e-4)
    wanted = min(max(bright, DULL_LEVEL), WHITE_LEVEL)
    return round(float(np.clip(np.log2(wanted / bright), -MOST_STOPS, MOST_STOPS)), 6)


def finish(
    recipe: Recipe,
    room: Layers,
    studio: Layers,
    raw_shadow: Plane,
    camera: dict[str, Any],
    limits: ChecksSpec,
    keep_light: bool,
) -> Finished:
    """Every file of a sample but sample.json, its recipe with what was measured, and its checks.

    Args:
        recipe: As drawn.
        room: The room's render; `covered` is the product's share of each pixel.
        studio: The studio's render, the product over nothing.
        raw_shadow: Share of the ground's light that the product takes away, in [0, 1] [H, W].
        camera: What recipe.json says of the camera: matrix_world, distance_m and what else is known.
        limits: Bounds of the checks.
        keep_light: Whether light_room.exr and light_studio.exr are among the files.
    """
    room_light, studio_light = halved(room.light), halved(studio.light)
    alpha = np.clip(studio.alpha, 0.0, 1.0)
    total = mixed(room_light, recipe.room_gains)
    plan = recipe.room_develop
    white_balance = balance(total, room.albedo, plan.adaptation, plan.white_balance)
    balanced = total * np.asarray(white_balance)
    metered = meter_exposure(balanced, 1.0 + plan.product_weight * alpha, plan.curve)
    exposure = round(hold_highlights(metered, balanced, alpha, plan.curve) + plan.error_ev, 6)
    shown = develop(total, exposure, white_balance, plan.curve)

    product_light = mixed(studio_light, recipe.studio_gains)
    studio_plan = recipe.studio_develop
    studio_ev = round(studio_exposure(product_light, alpha) + studio_plan.error_ev, 6)
    packshot = lay_on_white(
        product_light, alpha, raw_shadow * recipe.studio.shadow, studio_ev, studio_plan.white_balance, studio_plan.curve
    )
    measured = Measured(shown, packshot.target, packshot.alpha, room.covered, recipe.camera.fill)
    checks, failures = check_sample(measured, limits)

    solid = packshot.alpha >= 128
    depth_of = np.where(np.isfinite(room.depth), room.depth, 1e10)
    try:
        depth = encode_depth(depth_of, solid)
    except ValueError as error:
        return Finished({}, {}, (0.0, 1.0), checks, [*failures, Failure("no_depth", str(error))])
    # The studio's normals are the product's alone: at its edge the room's would mix in.
    normals = np.where(solid[..., None], studio.normal, room.normal)
    files = {
        "input.png": encode_png(shown),
        "target.png": encode_png(packshot.target),
        "alpha.png": encode_png(packshot.alpha),
        "shadow.png": encode_png(packshot.shadow),
        "depth.png": encode_png(depth.image),
        "normal.png": encode_png(encode_normals(to_camera_space(normals, camera["matrix_world"]), solid)),
        "foreground.png": encode_png(estimate_foreground(shown, packshot.alpha)),
    }
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
    return Finished(files, written, (depth.near_m, depth.far_m), checks, failures)
