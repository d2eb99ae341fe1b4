"""A tiny dataset of scenes: a dark room with a glowing ball, and the five numbers that describe it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from fixture_dataset import SPLITS, develop, write_png

NAMES = ["scene.ball_m.0", "scene.ball_m.1", "scene.radius_m", "scene.watt", "scene.warmth"]


def make_scenes(path: Path, count: int = 12, side: int = 32, seed: int = 0) -> Path:
    """Write a dataset of `count` scenes; of six, four train, one val, one test. Returns `path`."""
    rows = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        scene = {
            "ball_m": [round(float(x), 4) for x in rng.uniform(-0.6, 0.6, 2)],
            "radius_m": round(float(rng.uniform(0.1, 0.3)), 4),
            "watt": round(float(rng.uniform(20, 100)), 3),
            "warmth": round(float(rng.uniform(0, 1)), 4),
        }
        folder = path / f"samples/000/{number:06d}"
        folder.mkdir(parents=True)
        write_png(folder / "input.png", draw(scene, side))
        split = SPLITS[number % len(SPLITS)]
        recipe = {"id": number, "seed": seed, "split": split, "kind": "ball", "lit": True, "scene": scene}
        (folder / "recipe.json").write_text(json.dumps(recipe))
        files = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in sorted(folder.iterdir())}
        (folder / "sample.json").write_text(json.dumps({"id": number, "files": files}))
        rows.append({"id": number, "split": split, "path": f"samples/000/{number:06d}"})
    (path / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    header = {"format": "packshot", "format_version": 1, "seed": seed, "count": count, "resolution": [side, side]}
    (path / "dataset.json").write_text(json.dumps(header))
    return path


def draw(scene: dict[str, Any], side: int) -> Any:
    """The ball and its light on the wall behind it, falling off with the square of the distance: levels [H, W, 3]."""
    y, x = (np.mgrid[0:side, 0:side] + 0.5) / side * 2 - 1
    right, up = scene["ball_m"]
    squared = (x - right) ** 2 + (-y - up) ** 2
    colour = np.array([1, 0.8, 0.5]) * scene["warmth"] + np.array([0.5, 0.8, 1]) * (1 - scene["warmth"])
    inside = np.clip((scene["radius_m"] - np.sqrt(squared)) * side / 2 + 0.5, 0, 1)
    light = inside + (1 - inside) * scene["watt"] / 100 * 0.04 / (0.05 + squared)
    return develop(light[..., None] * colour, 0.0, [1.0, 1.0, 1.0], "srgb")
