"""A tiny packshot dataset, drawn with NumPy alone: true to the format, and quick to write.

Each sample is a ball or a board of one colour before a noisy wall, lit by a world and a lamp; its packshot
is lit by a key and a fill. Light is real: the layers, developed, are the images.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import OpenEXR

Array = np.ndarray[Any, np.dtype[Any]]

NEAR, FAR, DISTANCE = 1.0, 5.0, 2.0
SPLITS = ("train", "train", "train", "train", "val", "test")


def make_dataset(
    path: Path, count: int = 12, size: tuple[int, int] = (64, 64), seed: int = 0, light: bool = True
) -> Path:
    """Write a dataset of `count` samples of `size` (height, width); of six, four train, one val, one test.

    `light=False` leaves the light layers out, which the format allows. Returns `path`.
    """
    (path / "samples").mkdir(parents=True)
    rows = [write_sample(path, number, size, seed, light) for number in range(count)]
    (path / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    header = {
        "format": "packshot",
        "format_version": 1,
        "created_by": "tests/trainlib/fixture_dataset.py",
        "blender_version": "none",
        "seed": seed,
        "count": count,
        "resolution": [size[1], size[0]],
        "spec": {"kind": "pair"},
        "credits": [
            {"asset": f"hdri/sky_{split}", "author": "nobody", "licence": "CC0-1.0", "source": "drawn"}
            for split in ("train", "val", "test")
        ],
    }
    (path / "dataset.json").write_text(json.dumps(header))
    return path


def write_sample(root: Path, number: int, size: tuple[int, int], seed: int, light: bool) -> dict[str, Any]:
    """Write one sample's folder and return its line of the index."""
    rng = np.random.default_rng((seed, number))
    split = SPLITS[number % len(SPLITS)]
    folder = root / "samples" / f"{number // 1000:03d}" / f"{number:06d}"
    folder.mkdir(parents=True)

    shape = "ball" if rng.random() < 0.6 else "board"
    alpha, normal, box = draw_shape(rng, shape, size)
    room, studio = draw_light(rng, alpha, normal)
    room_gains = {"world": float(rng.uniform(0.6, 1.2)), "lamp": float(rng.uniform(0.4, 1.2))}
    studio_gains = {"key": 0.8, "fill": 0.5}
    develop_settings: dict[str, dict[str, Any]] = {
        "room": {
            "exposure_ev": float(rng.uniform(-0.3, 0.3)),
            "white_balance": [1.0, 1.0, 1.0],
            "curve": "film",
        },
        "studio": {"exposure_ev": 0.0, "white_balance": [1.0, 1.0, 1.0], "curve": "srgb"},
    }
    photo = develop(sum_light(room, room_gains), **develop_settings["room"])
    covered = np.maximum(alpha, 1e-3)[..., None]
    product = develop(sum_light(studio, studio_gains) / covered, **develop_settings["studio"])
    write_images(folder, photo, product, alpha, normal, draw_shadow(alpha, box))
    if light:
        write_exr(folder / "light_room.exr", room)
        write_exr(folder / "light_studio.exr", studio)

    recipe = recipe_of(number, seed, split, shape) | {
        "room_gains": room_gains,
        "studio_gains": studio_gains,
        "develop": develop_settings,
    }
    (folder / "recipe.json").write_text(json.dumps(recipe))
    fill = max(box[2] / size[1], box[3] / size[0]) * 2
    (folder / "sample.json").write_text(json.dumps(sample_of(number, folder, alpha, fill)))
    path = folder.relative_to(root).as_posix()
    name, category = recipe["product"]["asset"], recipe["product"]["category"]
    return {"id": number, "split": split, "product": name, "category": category, "path": path}


def write_images(folder: Path, photo: Array, product: Array, alpha: Array, normal: Array, shadow: Array) -> None:
    """Write the six images: photo and product in levels, alpha from 0 to 1, the shadow in levels of darkness."""
    target = np.round(alpha[..., None] * product + (1 - alpha[..., None]) * (255 - shadow[..., None]))
    metres = np.where(alpha > 0.5, DISTANCE - 0.2 * normal[..., 2], 4.0)
    write_png(folder / "input.png", photo)
    write_png(folder / "target.png", target)
    write_png(folder / "alpha.png", 255 * alpha)
    write_png(folder / "shadow.png", shadow)
    write_png(folder / "normal.png", (normal + 1) / 2 * 255)
    depth = np.round((metres - NEAR) / (FAR - NEAR) * 65535).astype(np.uint16)
    cv2.imwrite(str(folder / "depth.png"), depth)


def recipe_of(number: int, seed: int, split: str, shape: str) -> dict[str, Any]:
    """A sample's recipe without its light."""
    name = f"shape/{shape}#{number}"
    return {
        "id": number,
        "seed": seed,
        "split": split,
        "product": {"asset": name, "category": shape},
        "assets": {"product": [name], "hdri": [f"hdri/sky_{split}"], "texture": []},
        "camera": {
            "matrix_world": np.eye(4).tolist(),
            "lens_mm": 50,
            "sensor_width_mm": 36,
            "distance_m": DISTANCE,
        },
    }


def sample_of(number: int, folder: Path, alpha: Array, fill: float) -> dict[str, Any]:
    """A sample's sample.json, from the files that are in its folder."""
    return {
        "id": number,
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())},
        "depth_range_m": [NEAR, FAR],
        "checks": {
            "coverage": float(np.round(255 * alpha).mean() / 255),
            "fill": fill,
            "in_frame": True,
            "visible": 1.0,
        },
        "seconds": {"total": 0.0, "render": 0.0},
        "attempts": 1,
        "warnings": [],
    }


def draw_shape(
    rng: np.random.Generator, shape: str, size: tuple[int, int]
) -> tuple[Array, Array, tuple[float, float, float, float]]:
    """Alpha [H, W] of 4×4 subpixels, normals [H, W, 3], centre and half sides (x, y, rx, ry) in pixels."""
    height, width = size
    rx, ry = rng.uniform(0.18, 0.32) * width, rng.uniform(0.18, 0.32) * height
    cx, cy = rng.uniform(0.4, 0.6) * width, rng.uniform(0.4, 0.6) * height
    y, x = (np.mgrid[0 : 4 * height, 0 : 4 * width] + 0.5) / 4
    u, v = (x - cx) / rx, (cy - y) / ry
    inside = u**2 + v**2 < 1 if shape == "ball" else np.maximum(abs(u), abs(v)) < 1
    alpha = inside.reshape(height, 4, width, 4).mean((1, 3))
    normal = np.zeros((height, width, 3))
    normal[..., 2] = 1
    if shape == "ball":
        u, v = (grid.reshape(height, 4, width, 4).mean((1, 3)) for grid in (u, v))
        ball = np.stack([u, v, np.sqrt(np.maximum(1 - u**2 - v**2, 0))], -1)
        ball /= np.linalg.norm(ball, axis=-1, keepdims=True)
        normal = np.where(alpha[..., None] > 0, ball, normal)
    return alpha, normal, (cx, cy, rx, ry)


def draw_light(rng: np.random.Generator, alpha: Array, normal: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """The room's and the studio's layers, linear, as half floats hold them."""
    height, width = alpha.shape
    wall = rng.uniform(0.05, 0.2, 3) + rng.uniform(0.02, 0.1, 3) * np.linspace(0, 1, width)[None, :, None]
    wall = wall * (1 + 0.15 * rng.standard_normal((height, width, 1))).clip(0.3)
    paint = np.full((height, width, 3), rng.uniform(0.3, 0.8, 3)) * rng.choice([[1, 1, 0.4], [1, 0.5, 1], [0.4, 1, 1]])
    a, facing = alpha[..., None], normal[..., 2:3]
    side = np.maximum(normal @ np.array([0.6, 0.5, 0.62]), 0)[..., None]
    room = {"world": a * paint * facing + (1 - a) * wall, "lamp": a * paint * side + (1 - a) * wall * 0.8}
    studio = {"key": a * paint * side, "fill": a * paint * facing}
    return half(room), half(studio)


def draw_shadow(alpha: Array, box: tuple[float, float, float, float]) -> Array:
    """A soft grey [H, W] in whole steps of 0 to 40 under the product, 0 along the border."""
    height, width = alpha.shape
    cx, cy, rx, ry = box
    y, x = np.mgrid[0:height, 0:width] + 0.5
    soft = 1 - ((x - cx) / (1.1 * rx)) ** 2 - ((y - cy - ry) / (0.25 * ry)) ** 2
    shadow: Array = np.round(40 * np.clip(soft, 0, 1))
    shadow[[0, -1], :] = 0
    shadow[:, [0, -1]] = 0
    return shadow


def half(layers: dict[str, Array]) -> dict[str, Array]:
    return {group: light.astype(np.float16).astype(np.float64) for group, light in layers.items()}


def sum_light(layers: dict[str, Array], gains: dict[str, float]) -> Array:
    total: Array = np.sum([gains[group] * light for group, light in layers.items()], axis=0)
    return total


def develop(light: Array, exposure_ev: float, white_balance: list[float], curve: str) -> Array:
    """The format's formula once more, so that no test compares trainlib's with itself."""
    x = np.maximum(light, 0) * 2.0**exposure_ev * np.asarray(white_balance)
    film = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    y = film if curve == "film" else np.minimum(x, 1)
    levels: Array = np.round(
        255 * np.where(y <= 0.0031308, 12.92 * y, 1.055 * np.maximum(y, 1e-9) ** (1 / 2.4) - 0.055)
    )
    return levels


def write_png(path: Path, image: Array) -> None:
    """Write levels in [0, 255], RGB or grey."""
    levels = np.round(image).astype(np.uint8)
    cv2.imwrite(str(path), levels[..., ::-1] if levels.ndim == 3 else levels)


def write_exr(path: Path, layers: dict[str, Array]) -> None:
    channels = {
        f"{group}.{letter}": np.ascontiguousarray(light[..., i], dtype=np.float16)
        for group, light in layers.items()
        for i, letter in enumerate("RGB")
    }
    OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}, channels).write(str(path))
