"""Nothing on Blender's main thread takes over 0.1 s, however large the dataset is."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from blender_addon.dataset.header import Asked, open_dataset
from blender_addon.library.asset import Library
from blender_addon.spec_toml import load_spec, override, spec_to_dict
from blender_addon.ui import folder_state, open_report, running
from blender_addon.ui.problems import problems_of
from blender_addon.ui.settings import settings_of, show_spec

pytestmark = pytest.mark.usefixtures("registered")
COUNT, MOST_S = 10_000, 0.1


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A dataset that lacks one of ten thousand samples; each has the file that counts, and nothing else."""
    root = tmp_path_factory.mktemp("large") / "set"
    spec = override(load_spec("smoke"), {"count": COUNT})
    open_dataset(root, Asked(spec_to_dict(spec), Library((), (), ()), bpy.app.version_string.split()[0]))
    for number in range(COUNT - 1):
        folder = root / f"samples/{number // 1000:03d}/{number:06d}"
        folder.mkdir(parents=True)
        (folder / "sample.json").write_text(json.dumps({"id": number, "files": {}}))
        recipe = {"id": number, "attempt": 0, "split": "train", "product": {"asset": "cup", "category": "cup"}}
        (folder / "recipe.json").write_text(json.dumps(recipe))
    yield root
    shutil.rmtree(root)  # pytest would keep three of them


@contextmanager
def _quick(what: str) -> Iterator[None]:
    """CPU seconds of this thread, since other work on the machine is not the panel's."""
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < MOST_S, f"{what} kept the window waiting for {took:.2f} s"


def _each_s(call: Callable[[], Any], until: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end, what
        with _quick(what):
            call()
        time.sleep(0.02)


def test_looking_at_a_large_dataset_and_its_report(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_last", None)  # else the report is that of the run before
    settings = settings_of()
    show_spec(settings, load_spec("smoke"))
    settings.output = str(large)
    _each_s(lambda: problems_of(settings), lambda: folder_state.state_of(large).kind == "dataset", "the panel")
    assert folder_state.state_of(large).there == COUNT - 1
    shown: list[Path | None] = []
    monkeypatch.setattr(open_report, "show_path", lambda path: shown.append(path) or "")
    with _quick("Open Report"):
        assert bpy.ops.packshot.open_report() == {"FINISHED"}
    _each_s(open_report.tick, lambda: bool(shown), "the report")
    assert f"{COUNT - 1} of {COUNT}" in (large / "report.html").read_text()


def test_one_of_a_large_dataset_is_drawn_again(large: Path) -> None:
    settings_of().output = str(large)
    running._last = SimpleNamespace(out=large, last=[5])  # type: ignore[assignment]
    try:
        with _quick("Draw Again"):
            assert bpy.ops.packshot.draw_again("EXEC_DEFAULT", sample=5) == {"FINISHED"}
    finally:
        running._last = None
    assert not (large / "samples/000/000005").exists()
