"""Blender's start: what the add-on costs there, and what is left when it is taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LATE = (
    "blender_addon.headless",
    "blender_addon.batch.supervisor",
    "blender_addon.library.scan",
    "blender_addon.library.online.fetch",
    "blender_addon.dataset.header",
    "blender_addon.report_page",
    "blender_addon.preview",
    "urllib.request",
    "importlib.metadata",
)
"""What only a run, a fetch or a report needs: a third of a second's worth at every start of Blender."""


def test_registering_imports_only_what_the_panel_shows() -> None:
    source = f"""
import sys, bpy
before = set(sys.modules)
entry = bpy.context.preferences.addons.new()
entry.module = "blender_addon"
import blender_addon
blender_addon.register()
print("LATE", *sorted((set(sys.modules) - before) & set({LATE!r})))
blender_addon.unregister()
sys.stdout.flush()
import os
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", source], cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["LATE"]
