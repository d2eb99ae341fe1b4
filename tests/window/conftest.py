"""One window for each Blender of PACKSHOT_WINDOW_VERSIONS ("5.2" where it is not set), a screenshot after each test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from blender_window import REPOSITORY, Window, root_of, why_not

VERSIONS = os.environ.get("PACKSHOT_WINDOW_VERSIONS", "5.2").split()


@pytest.fixture(scope="session", params=VERSIONS)
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A Blender with the zip installed."""
    if not os.environ.get("PACKSHOT_WINDOW_TESTS"):
        pytest.skip("a window costs minutes: set PACKSHOT_WINDOW_TESTS=1")
    reason = why_not()
    root = None if reason else root_of(request.param)
    if root is None:
        pytest.skip(reason or f"Blender {request.param} with a window could not be had in time")
    out = tmp_path_factory.mktemp("dist")
    script = REPOSITORY / ".ci/extension.py"
    subprocess.run([sys.executable, script, "--out", out], check=True, capture_output=True)
    try:
        opened = Window(root, next(out.iterdir()))
    except AssertionError as error:
        pytest.skip(f"Blender {request.param}: {error}")
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
