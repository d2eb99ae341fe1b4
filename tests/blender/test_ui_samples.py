"""What can be done with a finished sample and its dataset: opened as a scene, shown in a report."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import bpy
import numpy as np
import pytest
from model_files import block_scene, fresh, save
from panel_runs import run_to_the_end

from blender_addon.batch.progress import duration
from blender_addon.spec_toml import load_spec, override
from blender_addon.ui import estimate, folder_state, notices, open_report, running, task
from blender_addon.ui.estimate import estimated
from blender_addon.ui.folder_state import state_of
from blender_addon.ui.panel import words_of_state
from blender_addon.ui.settings import settings_of, show_spec

pytestmark = pytest.mark.usefixtures("registered")


def _run(out: Path, **spec: object) -> None:
    """Make a dataset as the panel does."""
    notices.dismiss(-1)
    settings = settings_of()
    show_spec(settings, override(load_spec("smoke"), {"resolution": [32, 32], **spec}))
    settings.output = str(out)
    run_to_the_end(settings)


def _blocks(folder: Path) -> Path:
    """A folder with a product for each split; the open file is a new one then."""
    folder.mkdir()
    fresh()
    for number in range(5):
        block_scene()
        save(folder / f"block {number}.blend")
    bpy.ops.wm.read_homefile(app_template="")
    return folder


def _wait() -> None:
    while task.tick():
        time.sleep(0.05)


def _open(sample: int) -> bpy.types.Scene | None:
    """The scene of a finished sample; None where it did not come."""
    before = set(bpy.data.scenes)
    assert bpy.ops.packshot.open_sample(sample=sample) == {"FINISHED"}
    _wait()
    return next(iter(set(bpy.data.scenes) - before), None)


def _camera_of(scene: bpy.types.Scene) -> np.ndarray:
    return np.array(scene.camera.matrix_basis)


def test_a_finished_sample_opens_as_the_scene_that_it_was(tmp_path: Path) -> None:
    settings_of().products = str(_blocks(tmp_path / "models"))
    _run(tmp_path / "set", count=2, **{"product.library_share": 1.0})
    settings_of().spec.seed = 99  # whatever the panel says by now
    settings_of().products = ""
    scene = _open(1)
    assert [each for each in notices.shown() if each.level == "ERROR"] == []
    assert scene is not None
    assert scene.name == "Packshot 1, seed 0"
    recipe = json.loads((tmp_path / "set/samples/000/000001/recipe.json").read_text())
    assert _camera_of(scene) == pytest.approx(np.array(recipe["camera"]["matrix_world"]), abs=1e-5)
    assert (scene.render.resolution_x, scene.render.resolution_y) == (32, 32)


def test_a_sample_is_never_opened_with_other_products(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_of().products = str(_blocks(tmp_path / "models"))
    _run(tmp_path / "set", count=1, **{"product.library_share": 1.0})
    monkeypatch.setattr(running, "_last", None)
    settings_of().products = ""
    assert _open(0) is None
    assert [each.text for each in notices.shown() if each.level == "ERROR"] == [
        "Building sample 0 did not work: sample 0 was made with other products, HDRIs or textures: "
        "choose the folders of its dataset"
    ]


@pytest.mark.parametrize("preset", ["glowball", "empty"])
def test_every_kind_of_sample_has_a_scene(preset: str, tmp_path: Path) -> None:
    bpy.ops.wm.read_homefile(app_template="")
    notices.dismiss(-1)
    known = load_spec("smoke" if preset == "empty" else preset)
    show_spec(settings_of(), override(known, {"kind": preset, "resolution": [32, 32]}))
    settings_of().output = str(tmp_path / "set")
    settings_of().sample = 2
    assert bpy.ops.packshot.random_scene() == {"FINISHED"}
    _wait()
    assert notices.shown() == ()
    scene = bpy.data.scenes["Packshot 2, seed 0"]
    assert scene.camera is not None
    assert any(each.type == "MESH" for each in scene.objects)


def test_the_report_of_a_real_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "set"
    _run(out, count=2)
    shown: list[Path | None] = []
    monkeypatch.setattr(open_report, "show_path", lambda path: shown.append(path) or "")
    (out / "report.html").unlink()
    assert bpy.ops.packshot.open_report() == {"FINISHED"}
    while open_report.tick():
        time.sleep(0.02)
    assert shown == [out / "report.html"]
    page = shown[0].read_text() if shown[0] else ""
    assert "<td>2 of 2</td>" in page
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert pictures == [f"samples/000/{sample:06d}/{name}.png" for sample in (0, 1) for name in ("input", "target")]
    assert all((out / each).is_file() for each in pictures)


def test_an_estimate_comes_from_one_timed_sample(tmp_path: Path) -> None:
    notices.dismiss(-1)
    settings = settings_of()
    show_spec(settings, override(load_spec("smoke"), {"resolution": [32, 32], "count": 100}))
    settings.output = str(tmp_path / "set")
    assert estimated(settings) == ""
    assert bpy.ops.packshot.estimate() == {"FINISHED"}
    _wait()
    assert notices.shown() == ()
    (seconds, size), said = estimate._known[estimate._key(settings)], estimated(settings)
    assert 0.1 < seconds < 60.0
    assert said == f"about {duration(100 * seconds)}, {100 * size / 1e6:.0f} MB"
    assert not (tmp_path / "set").exists()
    settings.spec.render.bounces += 1
    assert estimated(settings) == "", "another spec is not timed"


def test_the_panel_counts_again_when_a_run_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "set"
    monkeypatch.setattr(folder_state, "_FRESH_S", 1e6)  # else it looks again some time later, if it is drawn then

    def counted(samples: int) -> None:
        end = time.monotonic() + 20
        while state_of(out).there != samples:
            assert time.monotonic() < end, state_of(out)
            time.sleep(0.02)

    _run(out, count=1)
    counted(1)
    _run(out, count=2)
    counted(2)


@pytest.mark.parametrize(
    ("there", "asked", "count", "said"),
    [
        (46, 150, 150, ("There: 46 of 150", "Resume")),
        (47, 150, 47, ("There: 47", "Resume to 150")),
        (46, 150, 8, ("There: 46", "Resume to 150")),
        (46, 150, 500, ("There: 46 of 150", "Resume")),
        (8, 8, 8, ("There: 8 of 8", "")),
    ],
)
def test_a_smaller_count_is_not_called_unfinished(there: int, asked: int, count: int, said: tuple[str, str]) -> None:
    assert words_of_state(there, asked, count) == said
