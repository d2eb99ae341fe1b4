"""The installed zip in a real Blender with a window, used as a person does: PACKSHOT_WINDOW_TESTS=1."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from blender_window import REPOSITORY, Window, root_of, why_not

from blender_addon.dataset.check import check_dataset

if not os.environ.get("PACKSHOT_WINDOW_TESTS"):
    pytest.skip("a window costs minutes: set PACKSHOT_WINDOW_TESTS=1", allow_module_level=True)
TAB, GENERATE, IN_PANEL, IN_VIEW = (1036, 332), (892, 312), (892, 400), (400, 600)
STATE = """
import bl_ext.user_default.packshot.ui.running as running
from bl_ext.user_default.packshot.ui.settings import settings_of, show_spec
from bl_ext.user_default.packshot.spec_toml import load_spec
run = running.current() or running.last()
"""
SMOKE = "show_spec(settings_of(), load_spec('smoke')); settings_of().output = '/tmp/packshot-window/set'; "


@pytest.fixture(scope="module", params=["5.2", "4.3"])
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    reason = why_not()
    root = None if reason else root_of(request.param)
    if root is None:
        pytest.skip(reason or f"Blender {request.param} with a window could not be had")
    out = tmp_path_factory.mktemp("dist")
    script = REPOSITORY / ".ci/extension.py"
    subprocess.run([sys.executable, script, "--out", out], check=True, capture_output=True)
    opened = Window(root, next(out.iterdir()))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def seen(request: pytest.FixtureRequest, window: Window) -> Iterator[None]:
    """A screenshot after each test, in out/window, for people to look at."""
    yield
    folder = REPOSITORY / "out/window"
    folder.mkdir(parents=True, exist_ok=True)
    name = request.node.name.replace("[", "-").replace("]", "")
    window.shot(folder / f"{name}.png")


def test_the_tab_opens_and_generate_starts_a_run(window: Window) -> None:
    window.ask(STATE + SMOKE + "settings_of().spec.count = 3")
    window.click(*TAB)
    window.click(*GENERATE)
    window.until(lambda: window.ask(STATE + "print(run is not None)") == "True", "a run")
    assert window.ask(STATE + "print(run.count, run.out)") == "3 /tmp/packshot-window/set"


def test_escape_over_the_view_is_not_ours(window: Window) -> None:
    window.press("Escape", *IN_VIEW)
    assert window.ask(STATE + "print(run.phase)") not in ("Stopping", "Ended")


def test_another_file_changes_neither_run_nor_settings(window: Window) -> None:
    before = window.ask(STATE + "print(settings_of().spec.count, settings_of().output, run.out)")
    window.ask("bpy.ops.wm.read_homefile(app_template='')")
    assert window.ask(STATE + "print(settings_of().spec.count, settings_of().output, run.out)") == before


def test_cancel_keeps_what_is_there_and_resume_ends_it(window: Window) -> None:
    window.ask("bpy.ops.packshot.cancel_run()")
    window.until(lambda: window.ask(STATE + "print(running.current() is None)") == "True", "the run's end")
    window.ask("bpy.ops.packshot.continue_dataset()")
    window.until(lambda: window.ask(STATE + "print(run.whole)") == "True", "the dataset", 900.0)
    report = check_dataset(window.folder / "set")
    assert (report.samples, report.problems) == (3, [])
    assert (window.folder / "set/report.html").exists()


def test_random_scene_shows_a_room(window: Window) -> None:
    window.ask("bpy.ops.packshot.random_scene()")
    shown = "print('packshot_seed' in bpy.context.window_manager.windows[0].scene)"
    window.until(lambda: window.ask(shown) == "True", "the scene", 600.0)


def test_nothing_went_wrong_in_the_terminal(window: Window) -> None:
    assert "Traceback" not in window.log()
