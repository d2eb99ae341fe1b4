"""bench/import_compare.py without Blender: what came of a file, and a worker that may die or hang."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.import_compare import Halves
from bench.import_pool import Pool
from bench.import_table import (
    ALONE,
    DIFFERS,
    FAILS,
    NEITHER,
    REFUSED,
    SAME,
    TOLD,
    as_csv,
    came,
    psnr,
    row_of,
    worst_first,
)

SEEN = {"low": [0, 0, 0], "high": [1, 2, 3], "faces": 6, "instances": 1, "warnings": [], "name": "x.png"}
NONE = {"line": "no"}
LEFT_OUT = {"line": "no", "refused": True}

WORKER = """
import json, os, sys, time
for line in sys.stdin:
    what = json.loads(line)["what"]
    if what == "die":
        os.abort()
    if what == "hang":
        time.sleep(60)
    print(json.dumps({"pid": os.getpid()}), flush=True)
"""


def test_psnr_looks_only_where_something_shows() -> None:
    one = np.full((10, 10, 3), 96, np.uint8)
    other = one.copy()
    one[2, 2] = other[2, 2] = 200
    other[3, 3] = 106  # the background's 96 in the other picture: 10 off, in one of the two pixels that show
    assert psnr(one, other, 96) == pytest.approx(10 * np.log10(255**2 / (10**2 / 2)))
    assert psnr(one, one, 96) == 99.0
    assert psnr(np.full_like(one, 96), np.full_like(one, 96), 96) == 99.0


@pytest.mark.parametrize(
    ("blender", "packshot", "decibel", "word"),
    [
        (SEEN, SEEN, 30.0, SAME),
        (SEEN, SEEN, 29.9, DIFFERS),
        (SEEN, {**SEEN, "warnings": ["the texture t.png is missing"]}, 12.0, TOLD),
        (SEEN, LEFT_OUT, None, REFUSED),
        (NONE, LEFT_OUT, None, NEITHER),
        (NONE, SEEN, None, ALONE),
        (SEEN, {"line": "KeyError", "refused": False}, None, FAILS),
        (NONE, {"line": "SIGSEGV", "crashed": True}, None, FAILS),
    ],
)
def test_what_came_of_a_file(
    blender: dict[str, Any], packshot: dict[str, Any], decibel: float | None, word: str
) -> None:
    assert came(blender, packshot, decibel, 30.0) == word


def test_rows_come_worst_first_and_tell_the_size() -> None:
    larger = {**SEEN, "high": [1, 2, 6]}
    rows = [
        row_of("a.obj", SEEN, SEEN, 99.0, 30.0),
        row_of("b.obj", SEEN, larger, 12.0, 30.0),
        row_of("c.obj", SEEN, SEEN, 8.0, 30.0),
        row_of("d.obj", SEEN, {"line": "SIGSEGV", "crashed": True}, None, 30.0),
    ]
    assert [row.file for row in worst_first(rows)] == ["d.obj", "c.obj", "b.obj", "a.obj"]
    assert rows[1].size == 2.0
    assert as_csv(rows).splitlines()[2] == "b.obj,differs,12.0,2.0,6 → 6,"


def test_a_worker_that_dies_or_hangs_is_an_answer(tmp_path: Path) -> None:
    pool = Pool([sys.executable, "-c", WORKER], tmp_path / "log", timeout_s=2.0)
    first = pool.ask({"what": "answer"})["pid"]
    assert pool.ask({"what": "answer"})["pid"] == first
    assert pool.ask({"what": "die"}) == {"line": "the process ended: SIGABRT", "crashed": True}
    assert pool.ask({"what": "hang"}) == {"line": "no answer in 2 s", "crashed": True}
    assert pool.ask({"what": "answer"})["pid"] != first
    pool.close()


def test_halves_are_kept_and_a_line_cut_short_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "halves.jsonl"
    halves = Halves(path)
    halves.put("k", "blender", {"faces": 1})
    halves.put("k", "blender", {"faces": 2})
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "k", "half": "packshot", "fa')
    again = Halves(path)
    assert again.get("k", "blender") == {"key": "k", "half": "blender", "faces": 2}
    assert again.get("k", "packshot") is None
    again.put("k", "packshot", {"faces": 3})
    assert Halves(path).get("k", "packshot") == {"key": "k", "half": "packshot", "faces": 3}
