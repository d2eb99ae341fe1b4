"""The kind "cutout": the packshot's room and alpha, without its studio."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from blender_addon.batch.cutout import make_cutout
from blender_addon.batch.packshot import make_packshot
from blender_addon.batch.request import Request
from blender_addon.batch.worker import run_job
from blender_addon.dataset.check import check_dataset
from blender_addon.headless import complete, prepare
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.draw import draw
from blender_addon.render.layers import Settings
from blender_addon.spec import CameraSpec, ChecksSpec, DatasetSpec, ProductSpec, RenderSpec, SurroundingsSpec

SIZE = 64
SPEC = DatasetSpec(
    kind="cutout",
    resolution=(SIZE, SIZE),
    render=RenderSpec(room_samples=2, studio_samples=12, bounces=1, denoise=False),
    camera=CameraSpec(depth_of_field=1.0, fill=(0.6, 0.8)),
    surroundings=SurroundingsSpec(other_products=(0, 0), furniture=(0, 0), occluder=0.0),
    checks=ChecksSpec(product_brightness=(0.0, 1.0), brightness=(0.0, 1.0), target_brightness=(0.0, 1.0)),
)
LIBRARY, _ = scan_library()
CHECKER = Path(__file__).parents[2].parent / "shared" / "tools" / "check_dataset.py"


def _alphas(family: str, occluder: float = 0.0) -> tuple[dict[str, np.ndarray], dict[str, bytes]]:
    """alpha.png of both kinds of one recipe, and the cutout's files."""
    around = dataclasses.replace(SPEC.surroundings, occluder=occluder)
    spec = dataclasses.replace(SPEC, product=ProductSpec(families=(family,)), surroundings=around)
    recipe = draw(spec, LIBRARY, 5)
    settings = Settings(spec.render, spec.resolution, "CPU")
    made = {"cutout": make_cutout, "packshot": make_packshot}
    done = {kind: make(recipe, LIBRARY, settings, spec).finished for kind, make in made.items()}
    for name in ("input.png", "depth.png", "normal.png", "foreground.png", "light_room.exr"):
        if name not in ("depth.png", "normal.png", "foreground.png") or family != "glassware":
            assert done["cutout"].files[name] == done["packshot"].files[name], name
    return {kind: decode_png(each.files["alpha.png"]) for kind, each in done.items()}, done["cutout"].files


@pytest.mark.parametrize(("family", "occluder"), [("chair", 0.0), ("wirework", 0.0), ("toy", 1.0)])
def test_alpha_is_the_packshots_bit_for_bit(family: str, occluder: float) -> None:
    alphas, files = _alphas(family, occluder)
    assert ((alphas["cutout"] > 0) & (alphas["cutout"] < 255)).sum() > 40, "anti-aliased"
    np.testing.assert_array_equal(alphas["cutout"], alphas["packshot"])
    assert set(files) == {
        "input.png",
        "alpha.png",
        "depth.png",
        "normal.png",
        "foreground.png",
        "light_room.exr",
    }


def test_glass_is_as_soft_as_in_the_studio() -> None:
    alphas, _ = _alphas("glassware")
    off = np.abs(alphas["cutout"].astype(int) - alphas["packshot"])
    inside = alphas["packshot"] > 0
    assert ((alphas["packshot"] > 100) & (alphas["packshot"] < 200))[inside].mean() > 0.05, "no clear glass drawn"
    assert off[inside].mean() < 2.0 and np.percentile(off[inside], 99) < 30


def test_a_dataset_of_cutouts(tmp_path: Path) -> None:
    out = tmp_path / "set"
    spec = dataclasses.replace(SPEC, count=3, product=ProductSpec(families=("toy", "chair")))
    plan = prepare(Request(spec, out, blender_version="4.5.15"))
    events: list[dict[str, object]] = []
    run_job(plan.job, events.append)
    assert complete(out) == 0
    assert check_dataset(out).problems == []
    header = json.loads((out / "dataset.json").read_text(encoding="utf-8"))
    assert header["kind"] == "cutout"
    for folder in (out / "samples/000").iterdir():
        assert not [path.name for path in folder.iterdir() if "target" in path.name or "studio" in path.name]
        recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
        assert not {"studio", "studio_gains", "studio_develop"} & set(recipe)
        assert set(recipe["develop"]) == {"room"}
    if CHECKER.is_file():
        python = Path(__file__).parents[2] / ".venv/bin/python"  # has OpenCV and OpenEXR
        if python.exists():
            run = subprocess.run([python, CHECKER, out, "--expect", "3"], capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stdout + run.stderr
