"""The operator, its settings and its panel's state, in the bpy module: registered, run, and taken out again."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

import blender_addon
from blender_addon.batch.command import worker_command
from blender_addon.batch.request import Request
from blender_addon.dataset.check import check_dataset
from blender_addon.spec_toml import load_spec, override
from blender_addon.ui import notices, running
from blender_addon.ui.request import PathError, request_from
from blender_addon.ui.wanted import Wanted

NOTHING = {"products": "", "hdris": "", "textures": ""}


def _generate(**arguments: object) -> set[str]:
    return bpy.ops.packshot.generate_dataset(**arguments)


def test_the_operator_makes_the_dataset_it_was_asked_for(registered: None, tmp_path: Path) -> None:
    out = tmp_path / "set"
    result = _generate(spec="smoke", output=str(out), count=2, seed=5, resolution=(48, 32))
    assert result == {"FINISHED"}
    report = check_dataset(out)
    assert (report.samples, report.problems) == (2, [])
    header = json.loads((out / "dataset.json").read_text())
    assert (header["seed"], header["count"], header["resolution"]) == (5, 2, [48, 32])
    assert header["blender_version"] == bpy.app.version_string.split()[0]
    image = bpy.data.images.load(str(next(out.glob("samples/*/*/target.png"))))
    pixels = np.empty(48 * 32 * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    assert pixels.reshape(32, 48, 4)[0].min() == 1.0, "the packshot's border is not pure white"
    before = {path: path.stat().st_mtime_ns for path in out.glob("samples/*/*/*")}
    assert _generate(spec="smoke", output=str(out), count=2, seed=5, resolution=(48, 32)) == {"FINISHED"}
    assert before == {path: path.stat().st_mtime_ns for path in out.glob("samples/*/*/*")}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"spec": "smok", "output": "set"}, ["smok", "did you mean 'smoke'"]),
        ({"spec": "smoke"}, ["output is empty"]),
        ({"spec": "smoke", "output": "set", "count": 0}, ["count is 0", "from 1"]),
        ({"spec": "smoke", "output": "set", "resolution": (4, 64)}, ["resolution", "16"]),
        ({"spec": "smoke", "output": "set", "products": "no/such"}, ["no/such"]),
        ({"spec": "smoke", "output": "//set"}, ["//set", "save"]),
    ],
)
def test_a_mistake_is_one_line_that_says_how_to_mend_it(
    registered: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, object], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError) as caught:
        _generate(**arguments)
    line = str(caught.value).strip()
    assert "\n" not in line
    for word in words:
        assert word in line
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_given_comes_from_the_spec(registered: None, tmp_path: Path) -> None:
    assert request_from("smoke", str(tmp_path), NOTHING, 1, {}).spec == load_spec("smoke")
    assert request_from("smoke", str(tmp_path), NOTHING, 1, {"seed": 9}).spec.seed == 9
    assert request_from("smoke", str(tmp_path), NOTHING, 1, {}).products == ()
    with pytest.raises(PathError, match="not saved"):
        request_from("//my.toml", str(tmp_path), NOTHING, 1, {})


def test_registering_twice_and_leaving_nothing() -> None:
    before = set(dir(bpy.types))
    blender_addon.register()
    blender_addon.register()
    assert bpy.ops.packshot.generate_dataset.get_rna_type().name == "Generate Dataset"
    assert set(dir(bpy.types)) > before
    blender_addon.unregister()
    blender_addon.unregister()
    assert set(dir(bpy.types)) == before
    assert "generate_dataset" not in dir(bpy.ops.packshot)


def _wanted(out: Path, count: int, **more: object) -> Wanted:
    return Wanted(Request(override(load_spec("smoke"), {"count": count, "resolution": [32, 32], **more}), out))


def _tick_until(done: int, seconds: float = 180.0) -> None:
    """Poll as the window's timer does; no single poll may keep the interface waiting."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        going = running.tick()
        assert time.monotonic() - began < 0.1, "a poll froze the interface"
        now = running.current()
        if not going or (now and now.summary.done >= done):
            return
        time.sleep(0.05)
    raise AssertionError("no sample came")


def test_a_run_in_the_background_is_stopped_at_once_and_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "set"
    running.begin(_wanted(out, 40))
    _tick_until(1)
    now = running.current()
    assert now is not None
    assert 0 < now.share < 1
    assert now.pace.endswith(" left")
    assert now.run is not None
    pids = [worker.pid for worker in now.run._workers]
    assert len(pids) == 1
    began = time.monotonic()
    running.stop()
    assert now.pace == "stopping …"
    while running.tick():
        time.sleep(0.02)
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else 1.0
    assert time.monotonic() - began < 8.0 * busy, "more than seconds, by how many others want the cores"
    assert not Path(f"/proc/{pids[0]}").exists() or not Path("/proc/self").exists()
    ended = running.last()
    assert ended is not None
    finished = len(list(out.glob("samples/*/[0-9]*")))
    assert ended.outcome == f"{finished} of 40, stopped"
    assert not ended.whole
    assert (out / "report.html").exists()
    running.begin(_wanted(out, finished + 1))  # fewer than first meant: what is asked for now is what counts
    _tick_until(2)
    ended = running.last()
    assert ended is not None
    assert ended.whole
    assert ended.outcome.startswith(f"{finished + 1} of {finished + 1}, 1 of them new, in ")


def test_another_spec_in_the_folder_is_one_short_line_with_a_button(tmp_path: Path) -> None:
    notices.dismiss(-1)
    running.begin(_wanted(tmp_path / "set", 1))
    while running.tick():
        time.sleep(0.02)
    running.begin(_wanted(tmp_path / "set", 1, seed=7, **{"render.bounces": 3}))
    while running.tick():
        time.sleep(0.02)
    (notice,) = [each for each in notices.shown() if each.level == "ERROR"]
    assert notice.text == "That folder's dataset has other settings: Render › Bounces, Seed"
    assert (notice.button, notice.label) == ("packshot.continue_dataset", "Continue with Its Settings")
    notices.dismiss(-1)


def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    running.begin(_wanted(tmp_path / "one", 1))
    running.begin(_wanted(tmp_path / "two", 1))
    assert [each.request.out.name for each in running.waiting()] == ["two"]
    while running.tick():
        time.sleep(0.02)
    assert running.waiting() == ()
    assert [len(list((tmp_path / name).glob("samples/*/[0-9]*"))) for name in ("one", "two")] == [1, 1]


def test_workers_go_behind_other_programs_and_leave_cores_free(tmp_path: Path) -> None:
    if not Path("/proc/self/stat").exists() or shutil.which("nice") is None:
        pytest.skip("priorities are read from Linux")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    running.begin(replace(_wanted(tmp_path / "set", 40), cores_free=1000, low_priority=True))
    try:
        end, now = time.monotonic() + 180.0, running.current()
        assert now is not None
        while now.run is None or not now.run._workers:
            assert time.monotonic() < end, "no worker came"
            time.sleep(0.05)
        time.sleep(0.5)  # it is `nice` first, which becomes the worker
        (worker,) = now.run._workers
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) == min(19, own + 10)
        assert now.run._job.threads == 1
    finally:
        running.stop_and_wait()


def test_a_worker_finds_the_add_on_under_any_name() -> None:
    command = worker_command()
    assert (command[-3], command[-1]) == ("-c", "--")
    assert blender_addon.__path__[0] in command[-2]
    assert worker_command("/usr/bin/blender")[-1] == "--"
