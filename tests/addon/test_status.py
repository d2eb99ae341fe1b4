"""How far a dataset is, by its folder."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from ball_dataset import asked
from synthetic import ball_sample

from blender_addon.cluster.status import STILL_S, Status, Working, read_status, samples_a_minute, status_lines
from blender_addon.dataset.given_up import note_given_up
from blender_addon.dataset.header import open_dataset
from blender_addon.dataset.layout import DatasetError, sample_folder
from blender_addon.dataset.runs import RunRecord, run_file
from blender_addon.dataset.writer import write_sample


def dataset(root: Path, done: int) -> Path:
    open_dataset(root, asked(count=10))
    for sample in range(done):
        files, recipe, facts = ball_sample(sample, "train", f"shape/ball#{sample}")
        write_sample(root, sample, files, recipe, facts)
    return root


def test_a_dataset_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = dataset(tmp_path / "set", 4)
    for sample in range(4):  # 60, 40, 20 and 0 seconds ago
        then = time.time() - 60 + 20 * sample
        os.utime(sample_folder(root, sample) / "sample.json", (then, then))
    monkeypatch.setenv("SLURM_ARRAY_JOB_ID", "12")
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "3")
    record = RunRecord(root, "aa" * 8)
    RunRecord(root, "bb" * 8)
    os.utime(run_file(root, "bb" * 8), (1, 1))
    note_given_up(root, 2, "failed once, made later")
    note_given_up(root, 7, "sample 7 failed its checks 8 times")
    before = sorted(path.name for path in root.iterdir())
    status = read_status(root)
    assert (status.done, status.asked) == (4, 10)
    assert status.failed == {7: "sample 7 failed its checks 8 times"}
    assert status.per_minute == pytest.approx(3.0, rel=0.05)
    assert status.left_s() == pytest.approx(120, rel=0.05)
    assert [run.lives() for run in status.runs] == [True, False]
    lines = status_lines(status)
    assert lines[0] == "4 of 10 samples, 3.0 a minute, 2 min left"
    assert lines[1].startswith("running: 1 (") and lines[1].endswith("task 12_3)")
    assert "others take its samples over" in lines[2] and lines[3:] == [
        "failed: 1",
        "  7: sample 7 failed its checks 8 times",
    ]
    assert sorted(path.name for path in root.iterdir()) == before, "looking leaves something behind"
    record.end()


def test_nothing_runs_and_no_dataset(tmp_path: Path) -> None:
    root = dataset(tmp_path / "set", 2)
    assert status_lines(read_status(root))[-1] == "nothing runs here: generate or submit, as before, makes the rest"
    with pytest.raises(DatasetError, match="no dataset"):
        read_status(tmp_path)
    (root / ".runs").mkdir()
    run_file(root, "cc").write_text("torn")
    (root / "given_up.jsonl").write_text('{"id": "x"}\n{"id": 3, "rea\n[]\n')
    status = read_status(root)
    assert status.failed == {} and [run.where for run in status.runs] == ["a run of an older version"]


@pytest.mark.parametrize(
    ("ages_s", "expected"),
    [([], 0.0), ([5.0], 0.0), ([0.0, 60.0], 1.0), ([3600.0, 60.0, 30.0], 1.0), ([120.0, 60.0, 0.0, -3.0], 1.5)],
)
def test_the_pace_is_of_the_last_half_hour(ages_s: list[float], expected: float) -> None:
    assert samples_a_minute(ages_s) == pytest.approx(expected)


def test_words() -> None:
    whole = Status(3, 3, {}, [Working("n1", STILL_S - 1)], 6.0)
    assert status_lines(whole) == ["3 of 3 samples", "running: 1 (n1)", "failed: 0"]
    many = Status(9, 1, dict.fromkeys(range(7), "dark"), [], 0.0)
    assert "  and 2 more, see given_up.jsonl" in status_lines(many)
    assert json.dumps(many.left_s()) == "null"
