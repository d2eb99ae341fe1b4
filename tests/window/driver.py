"""Runs inside the Blender under test: shows the sidebar, does what files ask for, and measures how late timers are.

A request is a Python file in the folder that PACKSHOT_WINDOW names; what it prints comes back as another file.
"""

from __future__ import annotations

import contextlib
import io
import os
import time
import traceback
from pathlib import Path

import bpy

FOLDER = Path(os.environ["PACKSHOT_WINDOW"])
EVERY_S = 0.05
worst = {"late": 0.0, "busy": 0.0, "last": time.perf_counter(), "cpu": time.thread_time()}
"""Most seconds that a timer came late, and most CPU seconds of the main thread between two of its calls."""


def lateness() -> float:
    now = time.perf_counter()
    worst["late"] = max(worst["late"], now - worst["last"] - EVERY_S)
    worst["last"] = now
    cpu = time.thread_time()
    worst["busy"] = max(worst["busy"], cpu - worst["cpu"])
    worst["cpu"] = cpu
    return EVERY_S


def answer() -> float:
    asked = FOLDER / "ask.py"
    if asked.exists():
        source = asked.read_text()
        asked.unlink()
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                exec(source, {"bpy": bpy, "worst": worst})  # the tests' own words
            except Exception:
                traceback.print_exc(file=said)
        (FOLDER / "answer.partial").write_text(said.getvalue())
        (FOLDER / "answer.partial").rename(FOLDER / "answer.txt")
    return 0.1


def show_sidebar() -> None:
    for area in bpy.context.window_manager.windows[0].screen.areas:
        if area.type == "VIEW_3D":
            area.spaces.active.show_region_ui = True
    (FOLDER / "up").touch()


bpy.context.preferences.view.show_splash = False
bpy.app.timers.register(answer, persistent=True)
bpy.app.timers.register(lateness, persistent=True)
bpy.app.timers.register(show_sidebar, first_interval=1.0)
