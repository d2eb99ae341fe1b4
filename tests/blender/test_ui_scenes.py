"""Random Scene and the previews: made in a process beside Blender, and brought into the open file."""

from __future__ import annotations

import json
import time
from pathlib import Path

import bpy
import pytest

from blender_addon.dataset.drawn_again import draw_again, first_attempt
from blender_addon.dataset.layout import DatasetError
from blender_addon.spec_toml import load_spec
from blender_addon.ui import notices, task
from blender_addon.ui.settings import settings_of, show_spec

pytestmark = pytest.mark.usefixtures("registered")


def _wait() -> None:
    while task.tick():
        time.sleep(0.05)


def test_random_scene_adds_a_scene_and_leaves_the_file_alone() -> None:
    bpy.ops.wm.read_homefile(app_template="")
    notices.dismiss(-1)
    before = {scene.name: sorted(scene.objects.keys()) for scene in bpy.data.scenes}
    show_spec(settings_of(), load_spec("smoke"))
    settings_of().sample = 3
    assert bpy.ops.packshot.random_scene(step=1) == {"FINISHED"}
    _wait()
    assert notices.shown() == ()
    assert settings_of().sample == 4
    scene = bpy.data.scenes["Packshot 4, seed 0"]
    assert scene.camera is not None
    assert len(scene.objects) > 5
    assert (scene["packshot_sample"], scene["packshot_seed"]) == (4, 0)
    after = {name: sorted(bpy.data.scenes[name].objects.keys()) for name in before}
    assert after == before


def test_a_preview_becomes_a_picture_of_the_file(tmp_path: Path) -> None:
    notices.dismiss(-1)
    show_spec(settings_of(), load_spec("smoke"))
    settings_of().sample = 2
    assert bpy.ops.packshot.render_preview() == {"FINISHED"}
    _wait()
    assert notices.shown() == ()
    image = bpy.data.images["Packshot Preview"]
    assert image.size[0] > 2 * 256
    assert image.packed_file is not None


def test_a_sample_that_was_sent_back_begins_with_another_draw(tmp_path: Path) -> None:
    folder = tmp_path / "samples/000/000007"
    folder.mkdir(parents=True)
    (folder / "recipe.json").write_text(json.dumps({"id": 7, "attempt": 2}))
    draw_again(tmp_path, 7)
    assert not folder.exists()
    assert (tmp_path / "set_aside/000007/recipe.json").exists()
    assert first_attempt(tmp_path, 7) == 3
    assert first_attempt(tmp_path, 8) == 0
    with pytest.raises(DatasetError, match="no finished sample"):
        draw_again(tmp_path, 7)
