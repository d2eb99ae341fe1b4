"""A glowing ball in five numbers."""

from __future__ import annotations

import json

from blender_addon.dataset.header import Asked, _header
from blender_addon.library.scan import scan_library
from blender_addon.recipe.draw import draw
from blender_addon.recipe.glowball import LEAST_COLOUR, REACH_M
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import load_spec, spec_to_dict

LIBRARY, _ = scan_library()
SPEC = load_spec("glowball")


def test_five_numbers_tell_the_samples_apart() -> None:
    scenes = [json.loads(json.dumps(draw(SPEC, LIBRARY, sample).to_json()))["scene"] for sample in range(200)]
    assert all(list(scene) == ["red", "green", "blue", "x_m", "y_m"] for scene in scenes)
    for name, low in (("red", LEAST_COLOUR), ("green", LEAST_COLOUR), ("blue", LEAST_COLOUR), ("x_m", -REACH_M)):
        values = [scene[name] for scene in scenes]
        high = REACH_M if name == "x_m" else 1.0
        assert low <= min(values) < low + 0.05 and high - 0.05 < max(values) <= high
    assert len({tuple(scene.values()) for scene in scenes}) == 200


def test_the_same_sample_is_drawn_again() -> None:
    assert draw(SPEC, LIBRARY, 7) == draw(SPEC, LIBRARY, 7)
    assert draw(SPEC, LIBRARY, 7, 1).scene != draw(SPEC, LIBRARY, 7).scene


def test_other_kinds_have_no_scene() -> None:
    assert "scene" not in draw(DatasetSpec(), LIBRARY, 0).to_json()


def test_on_disk_it_is_a_dataset_of_cut_outs() -> None:
    assert _header(Asked(spec_to_dict(SPEC), LIBRARY, "4.5.15"))["kind"] == "cutout"
    assert _header(Asked(spec_to_dict(DatasetSpec()), LIBRARY, "4.5.15"))["kind"] == "packshot"
