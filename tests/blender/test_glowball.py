"""The kind "glowball": the ball is where its numbers say, in its colour, and lights the walls."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from blender_addon.batch.cutout import make_glowball
from blender_addon.batch.request import Request
from blender_addon.batch.worker import run_job
from blender_addon.colour import encode_srgb
from blender_addon.dataset.check import check_dataset
from blender_addon.headless import complete, prepare
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.render.layers import Settings
from blender_addon.scene.glowball import _GLOW
from blender_addon.spec_toml import load_spec

SIZE = 64
PLAIN = load_spec("glowball")
SPEC = dataclasses.replace(
    PLAIN,
    resolution=(SIZE, SIZE),
    render=dataclasses.replace(PLAIN.render, room_samples=2, studio_samples=8, bounces=1, denoise=False),
)
LIBRARY, _ = scan_library()
CHECKER = Path(__file__).parents[2].parent / "shared" / "tools" / "check_dataset.py"


def _picture(recipe: Recipe) -> tuple[np.ndarray, np.ndarray, dict[str, object]]:
    """Input, alpha and the written recipe of one ball."""
    made = make_glowball(recipe, LIBRARY, Settings(SPEC.render, SPEC.resolution, "CPU"), SPEC).finished
    assert made.failures == []
    return decode_png(made.files["input.png"]), decode_png(made.files["alpha.png"]), made.recipe


@pytest.mark.parametrize("scene", [(1.0, 0.2, 0.1, 0.6, 0.5), (0.1, 0.3, 1.0, -0.7, -0.6)])
def test_the_ball_is_where_its_numbers_say_in_its_colour(scene: tuple[float, ...]) -> None:
    drawn = draw(SPEC, LIBRARY, 0)
    assert drawn.scene is not None
    recipe = dataclasses.replace(drawn, scene=dict(zip(drawn.scene, scene, strict=True)))
    # What the drawn place says of the fill no longer holds.
    recipe = dataclasses.replace(recipe, camera=dataclasses.replace(recipe.camera, fill=0.13))
    shown, alpha, written = _picture(recipe)
    camera = np.array(written["camera"]["matrix_world"])  # type: ignore[index, call-overload]
    seen = np.linalg.inv(camera) @ [*scene[3:], 0.3, 1.0]
    focal = 35.0 / 36.0 * SIZE
    at = np.array([SIZE / 2 - focal * seen[1] / -seen[2], SIZE / 2 + focal * seen[0] / -seen[2]])
    rows, columns = np.nonzero(alpha >= 128)
    assert np.abs([rows.mean() + 0.5, columns.mean() + 0.5] - at).max() < 0.5
    wanted = 255 * encode_srgb(_GLOW * np.array(scene[:3]))
    assert np.abs(shown[alpha == 255].mean(0) - wanted).max() < 2
    wall = shown[: SIZE // 3].reshape(-1, 3).mean(0)
    assert np.argmax(wall) == np.argmax(scene[:3]) and wall.max() > 20


def test_a_dataset_of_balls(tmp_path: Path) -> None:
    out = tmp_path / "set"
    plan = prepare(Request(dataclasses.replace(SPEC, count=3), out, blender_version="4.5.15"))
    events: list[object] = []
    run_job(plan.job, events.append)
    assert complete(out) == 0
    assert check_dataset(out).problems == []
    recipe = json.loads((out / "samples/000/000002/recipe.json").read_text(encoding="utf-8"))
    assert list(recipe["scene"]) == ["red", "green", "blue", "x_m", "y_m"]
    lines = [json.loads(line) for line in (out / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["id"]: line["scene"] for line in lines}[2] == recipe["scene"]
    assert recipe["develop"]["room"] == {"exposure_ev": 0.0, "white_balance": [1.0, 1.0, 1.0], "curve": "srgb"}
    python = Path(__file__).parents[2] / ".venv/bin/python"  # has OpenCV and OpenEXR
    if CHECKER.is_file() and python.exists():
        run = subprocess.run([python, CHECKER, out, "--expect", "3"], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
