"""What the installed add-on never does to a window: keep it waiting, leave things behind, or forget the settings."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from blender_window import REPOSITORY, Window

from blender_addon.dataset.header import Asked, open_dataset
from blender_addon.library.scan import scan_library
from blender_addon.spec_toml import load_spec, override, spec_to_dict

COUNT, MISSING = 10_000, 50
LATER_S, BUSY_S = 0.2, 0.1
"""How much later a timer may be than without a run, and how much longer the main thread may be at work."""
RUN = """
import bl_ext.user_default.packshot.ui.running as running
run = running.current() or running.last()
"""
REDRAW = """
import time
ends = time.monotonic() + 5
def again():
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "VIEW_3D":
            for region in area.regions:
                if region.type == "UI":
                    region.tag_redraw()
    return 0.3 if time.monotonic() < ends else None
bpy.app.timers.register(again)
worst["late"] = worst["busy"] = 0.0
"""
LATE = "print(worst['late'], worst['busy'])\nworst['late'] = worst['busy'] = 0.0"
LEFT = """
import threading
manager, utils = bpy.context.window_manager, bpy.utils
keys = sum(len(each.keymap_items) for each in manager.keyconfigs.addon.keymaps)
menu = len(bpy.types.TOPBAR_MT_file.draw._draw_funcs)
names = sorted(each for each in (*dir(bpy.types), *dir(bpy.ops.packshot)) if "packshot" in each.lower())
hooks = sum(len(each) for name in dir(bpy.app.handlers) if isinstance(each := getattr(bpy.app.handlers, name), list))
print(keys, menu, hooks, threading.active_count(), len(names))
"""
MODULE = "bl_ext.user_default.packshot"


@pytest.fixture(scope="module")
def large(window: Window) -> Path:
    """A dataset of ten thousand samples of which fifty are missing; each has the files that count, and no picture."""
    root = window.folder / "large"
    spec = override(load_spec("smoke"), {"count": COUNT, "resolution": [32, 32]})
    version = window.ask("print(bpy.app.version_string.split()[0])")
    library, _ = scan_library()
    open_dataset(root, Asked(spec_to_dict(spec), library, version))
    for number in range(COUNT - MISSING):
        folder = root / f"samples/{number // 1000:03d}/{number:06d}"
        folder.mkdir(parents=True)
        (folder / "sample.json").write_text(json.dumps({"id": number, "files": {}}))
        product = {"asset": "shape/cup", "category": "cup"}
        recipe = {"id": number, "attempt": 0, "split": "train", "product": product, "assets": {}}
        (folder / "recipe.json").write_text(json.dumps(recipe))
    return root


def test_ten_thousand_samples_keep_nobody_waiting(window: Window, large: Path) -> None:
    window.ask(REDRAW)
    time.sleep(6)
    told = {"without a run": window.ask(LATE)}
    window.ask(f"from {MODULE}.ui.settings import settings_of\nsettings_of().output = '/tmp/packshot-window/large'")
    time.sleep(3)
    told["a look"] = window.ask(LATE)
    assert window.ask("print(bpy.ops.packshot.continue_dataset())") == "{'FINISHED'}"
    window.until(lambda: window.ask(RUN + "print(run.summary.done > 1)") == "True", "two samples")
    told["Resume"] = window.ask(LATE)
    window.ask("bpy.ops.packshot.cancel_run()")
    window.until(lambda: window.ask(RUN + "print(running.current() is None)") == "True", "the run's end")
    time.sleep(3)
    told["Cancel"] = window.ask(LATE)
    assert window.ask(RUN + "print(run.outcome.endswith('stopped'), run.count)") == f"True {COUNT}"
    measured = {name: tuple(map(float, said.split())) for name, said in told.items()}
    busy_cores = os.getloadavg()[0] / (os.cpu_count() or 1)
    seconds = {name: {"late": late, "busy": busy} for name, (late, busy) in measured.items()}
    (REPOSITORY / "out/window/lateness.json").write_text(json.dumps({"load": busy_cores, **seconds}, indent=1))
    late, busy = measured.pop("without a run")
    assert all(each[1] - busy < BUSY_S for each in measured.values()), seconds
    if busy_cores < 1.5:  # else every other program makes timers late too
        assert all(each[0] - late < LATER_S for each in measured.values()), seconds


def test_the_add_on_is_taken_away_twenty_times_and_leaves_nothing(window: Window) -> None:
    window.ask(f"bpy.ops.preferences.addon_disable(module='{MODULE}')")
    before = window.ask(LEFT)
    for _ in range(20):
        window.ask(f"bpy.ops.preferences.addon_enable(module='{MODULE}')")
        window.ask(f"bpy.ops.preferences.addon_disable(module='{MODULE}')")
    assert window.ask(LEFT) == before
    window.ask(f"bpy.ops.preferences.addon_enable(module='{MODULE}')")


def test_settings_are_there_when_blender_starts_again(window: Window) -> None:
    window.ask(
        f"from {MODULE}.ui.settings import settings_of\n"
        f"bpy.ops.packshot.load_preset(filepath=bpy.utils.user_resource('EXTENSIONS', path='user_default/packshot/"
        "presets/glowball.toml'))\nsettings_of().spec.count = 123"
    )
    window.ask("bpy.app.timers.register(lambda: bpy.ops.wm.quit_blender() and None, first_interval=1.0)")
    window.start_again()
    said = window.ask(
        f"from {MODULE}.ui.settings import settings_of\nprint(settings_of().spec.name, settings_of().spec.count)"
    )
    assert said == "glowball 123"


def test_nothing_went_wrong_in_the_terminal(window: Window) -> None:
    assert "Traceback" not in window.log()
