"""What once misled people in Blender, each fixed."""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
import pytest

import blender_addon
from blender_addon.dataset.header import Asked, open_dataset, read_header
from blender_addon.dataset.header_warnings import note_warnings
from blender_addon.library.asset import Library
from blender_addon.report_page import write_report
from blender_addon.spec_toml import load_spec, spec_to_dict
from blender_addon.ui import notices, words
from blender_addon.ui.command_line import with_this_blender
from blender_addon.ui.settings import settings_of


def test_registering_twenty_times_leaves_nothing() -> None:
    entry = bpy.context.preferences.addons.new()
    entry.module = "blender_addon"
    before, timers = set(dir(bpy.types)), set(dir(bpy.ops.packshot))
    for _ in range(20):
        blender_addon.register()
        blender_addon.unregister()
    bpy.context.preferences.addons.remove(entry)
    assert set(dir(bpy.types)) == before
    assert set(dir(bpy.ops.packshot)) == timers


@pytest.mark.usefixtures("registered")
def test_a_failure_without_a_window_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError) as caught:
        bpy.ops.packshot.generate_dataset(spec="smok", output="set")
    capsys.readouterr()
    sys.excepthook(RuntimeError, caught.value, None)
    assert capsys.readouterr().err == "", "Blender's report has told it"
    sys.excepthook(RuntimeError, RuntimeError("another"), None)
    assert "another" in capsys.readouterr().err


@pytest.mark.usefixtures("registered")
def test_a_folder_is_told_where_nothing_can_show_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("xdg-open is Linux's")
    monkeypatch.setenv("PATH", str(tmp_path))
    settings_of().output = str(tmp_path)
    assert bpy.ops.packshot.open_folder() == {"CANCELLED"}


@pytest.mark.usefixtures("registered")
def test_a_taken_folder_gives_way_to_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set_2").mkdir()
    settings_of().output = str(tmp_path / "set")
    assert bpy.ops.packshot.new_folder() == {"FINISHED"}
    assert settings_of().output == str(tmp_path / "set_3")


@pytest.mark.usefixtures("registered")
def test_escape_is_blenders_own_where_nothing_runs() -> None:
    assert not bpy.ops.packshot.escape.poll()
    assert not bpy.ops.packshot.quit.poll()


def test_warnings_stay_until_they_are_dismissed() -> None:
    notices.dismiss(-1)
    notices.tell(notices.Notice("WARNING", "no denoiser"))
    notices.tell(notices.Notice("WARNING", "no denoiser"))
    notices.tell(notices.Notice("ERROR", "full"))
    notices.dismiss_errors()
    assert [each.text for each in notices.shown()] == ["no denoiser"]
    notices.dismiss(0)
    assert notices.shown() == ()


def test_an_error_speaks_of_the_panel_and_is_short() -> None:
    text = "/data/x: is not a dataset and not empty (a): give a new folder as --out"
    notice = words.notice_of(ValueError(text + "y" * 500))
    assert "--out" not in notice.text
    assert len(notice.text) <= 160
    assert notice.button == "packshot.new_folder"


def test_warnings_speak_of_the_panels_labels() -> None:
    told = words.warning_of("pictures keep their noise; raise render.room_samples, or write to a.b/render.py")
    assert told.text == "pictures keep their noise; raise Render › Room samples, or write to a.b/render.py"


def test_a_dataset_without_a_denoiser_says_so(tmp_path: Path) -> None:
    open_dataset(tmp_path, Asked(spec_to_dict(load_spec("smoke")), Library((), (), ()), "5.2.2"))
    note_warnings(tmp_path, ["no <denoiser>"])
    note_warnings(tmp_path, ["no <denoiser>"])
    assert read_header(tmp_path)["warnings"] == ["no <denoiser>"]
    assert "no &lt;denoiser&gt;" in write_report(tmp_path).read_text()


def test_the_command_inside_blender_renders_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_this_blender(["check", "set"]) == ["check", "set"]
    if bpy.app.binary_path:
        assert with_this_blender(["generate"])[-2:] == ["--blender", bpy.app.binary_path]
