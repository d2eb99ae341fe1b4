"""The installed zip in a real Blender with a window, used as a person does: PACKSHOT_WINDOW_TESTS=1.

The tests are the steps of one session, in their order. Screenshots come into out/window.
"""

from __future__ import annotations

import subprocess
import sys

from blender_window import REPOSITORY, SCRIPT, Window

COUNT = 150
"""More than a run makes before it is cancelled."""
# Places at the usual height, pixels: `find` looks around them.
WIDE, RIGHT, IN_VIEW = 902, 952, (400, 600)
TAB, TABS = 1036, (332, 290, 250, 210, 370)
"""Where the tabs are, and the heights at which Packshot's may be: the others differ from version to version."""
RANDOM_SCENE, GENERATE, RESUME, CANCEL, COUNT_FIELD = 217, 312, 370, 492, (942, 563)
STATE = """
import bl_ext.user_default.packshot.ui.running as running
from bl_ext.user_default.packshot.ui.settings import preferences, settings_of, show_spec
from bl_ext.user_default.packshot.spec_toml import load_spec
run = running.current() or running.last()
"""
SMOKE = """
show_spec(settings_of(), load_spec('smoke'))
settings_of().output = '/tmp/packshot-window/set'
preferences().low_priority = False  # beside other work such a run would hardly continue
worst['late'] = 0.0
"""
SIDEBAR = """
for area in bpy.context.window_manager.windows[0].screen.areas:
    if area.type == "VIEW_3D":
        area.spaces.active.show_region_ui = True
"""


SHOWN_TAB = """
for area in bpy.context.window_manager.windows[0].screen.areas:
    for region in area.regions:
        if area.type == "VIEW_3D" and region.type == "UI":
            print(region.active_panel_category)
"""


def _open_tab(window: Window) -> None:
    for height in TABS:
        window.click(TAB, height)
        if window.ask(SHOWN_TAB) == "Packshot":
            return
    raise AssertionError("no click opens the tab Packshot")


def _state(window: Window, expression: str) -> str:
    return window.ask(STATE + f"print({expression})")


def test_the_tab_opens_and_a_count_is_typed(window: Window) -> None:
    window.ask(STATE + SMOKE)
    _open_tab(window)
    window.until(lambda: window.under(*COUNT_FIELD) == "8", "the field Count")
    window.type_into(*COUNT_FIELD, str(COUNT))
    assert _state(window, "settings_of().spec.count") == str(COUNT)


def test_generate_starts_a_run_and_shows_how_far_it_is(window: Window) -> None:
    window.click(*window.find("generate_dataset", WIDE, GENERATE))
    window.until(lambda: _state(window, "run is not None and run.summary.done > 0") == "True", "a sample")
    assert _state(window, "run.count, run.out") == f"{COUNT} /tmp/packshot-window/set"


def test_escape_over_the_view_is_blenders_and_over_the_panel_asks(window: Window) -> None:
    window.press("Escape", *IN_VIEW)
    assert _state(window, "run.phase") == "Rendering"
    window.press("Escape", WIDE, 275)
    assert _state(window, "run.phase") == "Rendering"
    window.press("Escape", WIDE, 275)  # no to the question
    assert _state(window, "run.phase") == "Rendering"


def test_quitting_by_the_keyboard_asks(window: Window) -> None:
    window.press("ctrl+q", *IN_VIEW)
    window.shot(REPOSITORY / "out/window/quit_asks.png")
    window.press("Escape", *IN_VIEW)
    assert _state(window, "run.phase") == "Rendering"


def test_another_file_changes_neither_run_nor_settings(window: Window) -> None:
    wanted = "settings_of().spec.count, settings_of().output, run.count, run.out"
    before = _state(window, wanted)
    window.ask("bpy.ops.wm.read_homefile(app_template='')")
    window.ask(SIDEBAR)  # in a step of its own: the new file's screen is not there before
    _open_tab(window)
    assert _state(window, wanted) == before
    assert _state(window, "run.phase") == "Rendering"


def _cancel(window: Window) -> int:
    """Click Cancel and wait for the run's end; how many samples are there then."""
    window.click(*window.find("cancel_run", WIDE, CANCEL))
    window.until(lambda: _state(window, "running.current() is None") == "True", "the run's end")
    assert _state(window, "run.outcome.endswith('stopped')") == "True"
    return int(_state(window, "run.done"))


def test_cancel_keeps_what_is_there_and_resume_goes_on(window: Window) -> None:
    there = _cancel(window)
    assert 0 < there < COUNT
    window.shot(REPOSITORY / "out/window/cancelled.png")
    window.click(*window.find("continue_dataset", RIGHT, RESUME))
    window.until(lambda: int(_state(window, "run.done")) > there, "another sample")
    assert _cancel(window) > there


def test_a_smaller_count_ends_the_dataset(window: Window) -> None:
    there = int(_state(window, "run.done"))
    window.ask(STATE + f"settings_of().spec.count = {there + 1}")
    window.click(*window.find("generate_dataset", WIDE, GENERATE))
    window.until(lambda: _state(window, "running.current() is None and run.whole") == "True", "the dataset")
    checker = SCRIPT.with_name("check_dataset.py")
    done = subprocess.run([sys.executable, checker, window.folder / "set"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (window.folder / "set/report.html").exists()


def test_random_scene_shows_a_room_and_undo_takes_it_away(window: Window) -> None:
    mine = "print(sorted(bpy.data.objects.keys()), [each.name for each in bpy.data.scenes])"
    window.ask("bpy.ops.mesh.primitive_cube_add(); bpy.context.object.name = 'mine'")
    window.ask("bpy.ops.ed.undo_push(message='mine')")
    before = window.ask(mine)
    window.click(*window.find("random_scene", WIDE, RANDOM_SCENE))
    shown = "print('packshot_seed' in bpy.context.window_manager.windows[0].scene)"
    window.until(lambda: window.ask(shown) == "True", "the scene")
    window.shot(REPOSITORY / "out/window/random_scene.png")
    window.press("ctrl+z", *IN_VIEW)
    assert window.ask(shown) == "False"
    assert window.ask(mine) == before


def test_nothing_went_wrong_in_the_terminal(window: Window) -> None:
    assert "Traceback" not in window.log()
