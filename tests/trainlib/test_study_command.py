"""Studies that are really run."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_study import SMALL

from trainlib.study.command import main

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_study_runs_stops_and_goes_on(tmp_path: Path, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    out = tmp_path / "out"
    words = [str(path), "--out", str(out), "--seeds", "1", "--only", "light=off", f"--data.root={dataset}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "trainlib", "study", *words],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    limit = time.monotonic() + 600
    while (
        not list(out.glob("trials/max_samples-8*/metrics.csv")) and process.poll() is None and time.monotonic() < limit
    ):
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "1 of 2 trials are done" in text
    first = next(out.glob("trials/max_samples-4*/best.ckpt"))
    before = first.stat().st_mtime_ns
    assert main(words) == 0
    assert first.stat().st_mtime_ns == before, "what is done is kept"
    with (out / "trials.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    cost = [(row["state"], row["samples seen"], row["optimiser steps"]) for row in rows]
    assert cost == [("done", "8", "2"), ("done", "16", "4")]
    assert all(0 <= float(row["val/dice"]) <= 1 and float(row["seconds"]) > 0 for row in rows)
    assert main([*words, "--data.sise=64", "--overwrite", "true"]) == 2
    assert "the study sets it" in capsys.readouterr().err


@pytest.mark.slow
def test_what_fit_refuses_stops_a_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    assert main([str(path), "--out", str(tmp_path / "out"), "--data.root=/nowhere/at/all"]) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("error: 8 of 8 trials are not done, the first: fit: /nowhere/at/all: no such folder")
