"""A sample without a renderer: a ball with light on it, through every function that a rendered sample passes."""

from __future__ import annotations

from typing import Any

import numpy as np

from blender_addon.picture.checks import Measured, check_photo, check_target
from blender_addon.picture.develop import develop
from blender_addon.picture.encode import encode_depth, encode_normals
from blender_addon.picture.exr_write import encode_layers
from blender_addon.picture.metering import meter_exposure
from blender_addon.picture.png import encode_png
from blender_addon.picture.white import lay_on_white
from blender_addon.spec import ChecksSpec

SIZE = 48
DISTANCE_M = 2.0
SKIES = {"train": "hdri/blender_city", "val": "hdri/blender_forest", "test": "hdri/blender_night"}


def ball_sample(sample_id: int, split: str, product: str) -> tuple[dict[str, bytes], dict[str, Any], dict[str, Any]]:
    """`files`, `recipe` and `sample` for `write_sample`: a lit ball before a wall, SIZE² pixels."""
    rng = np.random.default_rng(sample_id)
    alpha, normal, lit = _ball()
    room, studio = _layers(rng, alpha, lit)
    room_gains, studio_gains = {"world": 1.0, "ceiling": 0.6}, {"key": 1.0, "dome": 0.5}
    room_light = sum(room_gains[g] * room[g] for g in room)
    studio_light = sum(studio_gains[g] * studio[g] for g in studio)
    ev = meter_exposure(room_light, curve="film")
    shown = develop(room_light, ev, (1.05, 1.0, 0.95), "film")
    distance = np.hypot(*np.meshgrid(np.linspace(-1, 1, SIZE), np.linspace(-1, 1, SIZE) - 0.5))
    shot = lay_on_white(studio_light, alpha, np.clip(0.8 - distance, 0, 1), 0.2)
    solid = shot.alpha == 255
    depth = encode_depth(np.where(alpha > 0, DISTANCE_M, 3.5), solid)

    files = {
        "input.png": encode_png(shown),
        "target.png": encode_png(shot.target),
        "alpha.png": encode_png(shot.alpha),
        "shadow.png": encode_png(shot.shadow),
        "depth.png": encode_png(depth.image),
        "normal.png": encode_png(encode_normals(normal, solid)),
        "light_room.exr": encode_layers(room),
        "light_studio.exr": encode_layers(studio),
    }
    recipe = _recipe(sample_id, split, product) | {
        "room_gains": room_gains,
        "studio_gains": studio_gains,
        "develop": {
            "room": {"exposure_ev": ev, "white_balance": [1.05, 1.0, 0.95], "curve": "film"},
            "studio": {"exposure_ev": 0.2, "white_balance": [1.0, 1.0, 1.0], "curve": "srgb"},
        },
    }
    sample = {
        "depth_range_m": [depth.near_m, depth.far_m],
        "checks": _passed_checks(shown, shot.target, shot.alpha),
        "seconds": {"total": 0.1, "render": 0.0},
        "attempts": 1,
        "warnings": [],
    }
    return files, recipe, sample


def _ball() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Alpha [H, W], normals [H, W, 3] and the light of one lamp [H, W] of a ball, each the mean of 8 x 8 subpixels."""
    fine = (np.arange(SIZE * 8) + 0.5) / 8 / SIZE * 2 - 1
    x, y = np.meshgrid(fine, -fine)
    radius = 0.55
    inside = np.hypot(x, y) < radius
    z = np.sqrt(np.maximum(radius**2 - x**2 - y**2, 0)) / radius
    normal = np.stack([x / radius, y / radius, z], -1) * inside[..., None]
    lit = np.maximum(normal @ np.array([0.5, 0.6, 0.62]), 0) * inside
    alpha, normal, lit = (_shrink(a) for a in (inside.astype(float), normal, lit))
    return alpha, normal, lit


def _layers(
    rng: np.random.Generator, alpha: np.ndarray, lit: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The room's and the studio's light, linear, [H, W, 3] by lamp."""
    colour = rng.uniform(0.1, 0.8, 3)
    wall = (1 - alpha[..., None]) * rng.uniform(0.2, 0.6, 3)
    room = {
        "world": 0.4 * wall + 0.2 * alpha[..., None] * colour,
        "ceiling": lit[..., None] * colour + 0.1 * wall,
    }
    return room, {"key": lit[..., None] * colour, "dome": 0.3 * alpha[..., None] * colour}


def _passed_checks(shown: np.ndarray, target: np.ndarray, alpha: np.ndarray) -> dict[str, Any]:
    """What the checks measured; the sample has to pass them all."""
    measured, failures = check_photo(Measured(shown, alpha), ChecksSpec())
    of_target, more = check_target(target, alpha, ChecksSpec())
    assert failures + more == []
    return measured | of_target


def _recipe(sample_id: int, split: str, product: str) -> dict[str, Any]:
    """The recipe without its light."""
    return {
        "id": sample_id,
        "seed": 0,
        "split": split,
        "product": {"asset": product, "category": "ball"},
        "assets": {"product": [product], "hdri": [SKIES[split]], "texture": []},
        "camera": {
            "matrix_world": np.eye(4).tolist(),
            "lens_mm": 50.0,
            "sensor_width_mm": 36.0,
            "distance_m": DISTANCE_M,
        },
    }


def _shrink(image: np.ndarray) -> np.ndarray:
    blocks = image.reshape(SIZE, 8, SIZE, 8, *image.shape[2:])
    return blocks.mean(axis=(1, 3))
