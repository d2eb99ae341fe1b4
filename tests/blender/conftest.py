"""Tests that need Blender's Python; elsewhere they are not collected, and `make test` runs both."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if importlib.util.find_spec("bpy") is None:
    collect_ignore_glob = ["test_*.py"]

sys.path.append(str(Path(__file__).parents[1] / "addon"))  # the server on the loopback is there

_EXIT_STATUS = pytest.StashKey[int]()


@pytest.fixture()
def registered() -> Iterator[None]:
    """The add-on as Blender's preferences enable it: registered, with new preferences of its own."""
    import bpy

    import blender_addon

    entry = bpy.context.preferences.addons.new()
    entry.module = "blender_addon"
    blender_addon.register()
    yield
    blender_addon.unregister()
    bpy.context.preferences.addons.remove(entry)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.blender)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_EXIT_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave without Blender's clean-up: after a .blend was read, bpy 4.5 can wait for its own thread for ever."""
    if "bpy" in sys.modules and _EXIT_STATUS in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_EXIT_STATUS])
