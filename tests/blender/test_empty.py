"""The kind "empty": rooms without a product, several views from one build, that composites are laid on."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np

from blender_addon.batch import empty
from blender_addon.batch.request import Request
from blender_addon.batch.worker import run_job
from blender_addon.dataset.check import check_dataset
from blender_addon.headless import complete, prepare
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.empty import VIEWS, draw_empty
from blender_addon.render.layers import Settings
from blender_addon.scene import empty_rooms
from blender_addon.spec import ChecksSpec, DatasetSpec, RenderSpec, SurroundingsSpec

SPEC = DatasetSpec(
    kind="empty",
    resolution=(64, 64),
    render=RenderSpec(room_samples=2, bounces=1, denoise=False, light_layers=False),
    surroundings=SurroundingsSpec(furniture=(0, 1)),
    checks=ChecksSpec(brightness=(0.0, 1.0)),
)
LIBRARY, _ = scan_library()


def test_views_of_a_room_share_all_but_the_view() -> None:
    first, last, other = (draw_empty(SPEC, LIBRARY, sample) for sample in (0, VIEWS - 1, VIEWS))
    assert dataclasses.replace(last, id=0) == first
    assert other.room != first.room
    assert first.surroundings.things == () and first.surroundings.occluder is None
    assert first.light.flash is None


def test_one_build_gives_the_pictures_that_two_would() -> None:
    settings = Settings(SPEC.render, SPEC.resolution, "CPU")
    recipes = [draw_empty(SPEC, LIBRARY, sample) for sample in (0, 1)]
    made = [empty.make_empty(recipe, LIBRARY, settings, SPEC) for recipe in recipes]
    assert made[0].built.room == made[1].built.room, "built once"
    pictures = [decode_png(one.finished.files["input.png"]).astype(int) for one in made]
    assert np.abs(pictures[0] - pictures[1]).mean() > 3, "another view"
    empty_rooms._standing.clear()
    again = empty.make_empty(recipes[1], LIBRARY, settings, SPEC)
    assert np.abs(decode_png(again.finished.files["input.png"]).astype(int) - pictures[1]).mean() < 0.5
    hidden = again.built.product.objects
    assert hidden and all(thing.hide_render for thing in hidden)


def test_a_dataset_of_empty_rooms(tmp_path: Path) -> None:
    out = tmp_path / "rooms"
    plan = prepare(Request(dataclasses.replace(SPEC, count=3), out, blender_version="4.5.15"))
    run_job(plan.job, lambda event: None)
    assert complete(out) == 0
    assert check_dataset(out).problems == []
    assert json.loads((out / "dataset.json").read_text(encoding="utf-8"))["kind"] == "empty"
    for folder in (out / "samples/000").iterdir():
        assert {path.name for path in folder.iterdir()} == {"input.png", "recipe.json", "sample.json"}
        recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
        assert recipe["product"] == {"asset": "none", "category": "empty room"}
        assert decode_png((folder / "input.png").read_bytes()).std() > 4
