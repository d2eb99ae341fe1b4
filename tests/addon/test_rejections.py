"""Rejected attempts, noted by many workers and counted over every run."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

from blender_addon.dataset.rejections import (
    REJECTED,
    Tally,
    append_rejection,
    count_rejections,
    rejection_table,
    repair_rejections,
)
from blender_addon.headless import usual_patience_s
from blender_addon.picture.reasons import REASONS, Failure
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import override

REPO = Path(__file__).resolve().parents[2]
SMALL, HIDDEN = Failure("too_small", "coverage: 0.001 is below 0.010"), Failure("hidden", "visible: 0.3 is below 0.9")


def test_attempts_are_counted_once_whoever_repeats_them(tmp_path: Path) -> None:
    for _ in range(2):  # the second run makes the same sample again, since a kill lost it
        append_rejection(tmp_path, 7, 0, "shape/mug#1", [SMALL, HIDDEN])
        append_rejection(tmp_path, 7, 1, "shape/can#2", [SMALL, SMALL])
    append_rejection(tmp_path, 70, 0, "shape/can#3", [HIDDEN])
    append_rejection(tmp_path, 8, 0, "shape/can#4", [SMALL])
    lines = [json.loads(line) for line in (tmp_path / REJECTED).read_text().splitlines()]
    assert len(lines) == 4
    assert lines[0] == {
        "id": 7,
        "attempt": 0,
        "product": "shape/mug#1",
        "keys": ["hidden", "too_small"],
        "reason": "coverage: 0.001 is below 0.010; visible: 0.3 is below 0.9",
    }
    assert count_rejections(tmp_path) == Tally(4, 3, {"too_small": 3, "hidden": 2})
    assert list(count_rejections(tmp_path).reasons) == ["too_small", "hidden"]


def test_the_table() -> None:
    assert rejection_table(Tally(0, 0, {})) == []
    assert rejection_table(Tally(14, 9, {"target_clipped": 12, "dark": 2, "of_old": 1})) == [
        "drawn again: 9 samples, 14 times",
        f"  target_clipped ×12    {REASONS['target_clipped']}",
        f"  dark           ×2     {REASONS['dark']}",
        "  of_old         ×1",
    ]


def test_a_torn_line_is_told_and_repaired(tmp_path: Path) -> None:
    assert repair_rejections(tmp_path) == 0
    append_rejection(tmp_path, 1, 0, "shape/mug#1", [SMALL])
    with (tmp_path / REJECTED).open("a") as file:
        file.write('{"id": 2, "att')
    append_rejection(tmp_path, 3, 0, "shape/mug#3", [SMALL])
    assert count_rejections(tmp_path) == Tally(2, 2, {"too_small": 2}, torn=1)
    assert repair_rejections(tmp_path) == 1
    assert count_rejections(tmp_path) == Tally(2, 2, {"too_small": 2})


def test_many_processes_lose_no_line(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from blender_addon.dataset.rejections import append_rejection
        from blender_addon.picture.reasons import Failure
        for sample in range(40):
            append_rejection(Path(sys.argv[1]), sample, int(sys.argv[2]), "shape/mug#1", [Failure("dark", "x" * 300)])
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    running = [subprocess.Popen([*command, str(attempt)], cwd=REPO) for attempt in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert count_rejections(tmp_path) == Tally(120, 40, {"dark": 120})


def test_large_pictures_are_waited_for() -> None:
    assert usual_patience_s(DatasetSpec()) == 600
    assert usual_patience_s(override(DatasetSpec(), {"resolution": 64})) == 600
    assert usual_patience_s(override(DatasetSpec(), {"resolution": 2048, "render.room_samples": 120})) == 600 * 16 * 2
