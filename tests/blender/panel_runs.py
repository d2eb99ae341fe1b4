"""Runs that the panel starts, waited for."""

from __future__ import annotations

import time

from blender_addon.ui import notices, running
from blender_addon.ui.request import request_of_panel
from blender_addon.ui.settings import PackshotSettings, preferences


def run_to_the_end(settings: PackshotSettings) -> None:
    """Start what the panel asks for, as its button does, and hold that all of it is made."""
    preferences().low_priority = False  # on a busy machine such a run takes minutes
    running.begin(request_of_panel(settings))  # without a window nothing invokes operators
    while running.tick():
        time.sleep(0.05)
    ended = running.last()
    assert ended is not None
    assert ended.whole, (ended.outcome, notices.shown())
