"""A study's trials as a job array: the script, what is submitted, and a task that finds the others' results."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_study import SMALL, study_of

from trainlib.study.command import main
from trainlib.study.plan import StudyError
from trainlib.study.running import DONE, finished_outcome
from trainlib.study.submitting import array_script, task_words

WORDS = [
    "small.yaml",
    "--out",
    "o",
    "--submit",
    "--sbatch-option",
    "time=1",
    "--sbatch-option=mem=4G",
    "--data.size",
    "64",
]


def test_a_task_is_the_study_without_what_is_for_submitting() -> None:
    words = ["small.yaml", "--out", "o", "--data.size", "64"]
    assert task_words(WORDS) == [sys.executable, "-m", "trainlib", "study", *words]


def test_a_script_asks_for_the_trials_that_are_left(tmp_path: Path) -> None:
    script = array_script(task_words(WORDS), [0, 2, 5], "study-o", tmp_path, ["--time=2:00:00", "exclusive"])
    for line in ('array="0,2,5"', 'time="2:00:00"', "requeue", "exclusive", f'output="{tmp_path}/%A_%a.log"'):
        assert f"#SBATCH --{line}\n" in script
    assert '--data.size 64 --trial "$SLURM_ARRAY_TASK_ID" &' in script
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
    for option, said in (("array=1", "the study sets it"), ('a="', "give sbatch's"), ("a=\n#", "give sbatch's")):
        with pytest.raises(StudyError, match=said):
            array_script([], [0], "n", tmp_path, [option])


def write_run(folder: Path, dice: float) -> None:
    """What a trial leaves that is done."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DONE).write_text('{"steps": ["fit", "validate"]}')
    (folder / "validate.json").write_text(json.dumps({"metrics": {"val/dice": dice}}))


def test_done_trials_are_not_submitted_and_a_task_writes_all_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study, out = study_of(tmp_path, SMALL), tmp_path / "out"
    trials = study.trials()
    words = [str(tmp_path / "small.yaml"), "--out", str(out)]
    for number in (0, 3, 7):
        write_run(out / "trials" / trials[number].name, number / 10)
    assert finished_outcome(trials[3], out / "trials", study.test).metrics == {"val/dice": 0.3}  # type: ignore[union-attr]
    assert finished_outcome(trials[1], out / "trials", study.test) is None
    (tmp_path / "sbatch").write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/script\necho '41;here'\n")
    (tmp_path / "sbatch").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([*words, "--submit"]) == 0
    assert f"submitted as job 41: 5 of 8 trials; logs: {out}/logs/41_*.log" in capsys.readouterr().out
    assert '#SBATCH --array="1,2,4,5,6"\n' in (tmp_path / "script").read_text()
    assert main([*words, "--trial", "3"]) == 0
    with (out / "trials.csv").open(newline="") as file:
        states = [row["state"] for row in csv.DictReader(file)]
    assert states == ["done", "to do", "to do", "done", "to do", "to do", "to do", "done"]
    assert main([*words, "--trial", "8"]) == 2
    assert "--trial 8: there are 8, from 0" in capsys.readouterr().err


def test_without_slurm_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study_of(tmp_path, SMALL)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([str(tmp_path / "small.yaml"), "--out", str(tmp_path / "o"), "--submit"]) == 2
    assert capsys.readouterr().err == "error: --submit: sbatch is not found here; submit where Slurm is\n"
