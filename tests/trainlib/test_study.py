"""Studies: which trials a file means, what their metrics say together, and two that are really run."""

import csv
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainlib.cli.main import main as trainlib
from trainlib.study import running
from trainlib.study.command import main, parser
from trainlib.study.plan import Study, StudyError, Trial
from trainlib.study.plot import draw_plot
from trainlib.study.running import Outcome, command, record_trial
from trainlib.study.study_file import SHIPPED, find_study, read_study
from trainlib.study.summary import Spread, effects, groups
from trainlib.study.tables import write_study

REPOSITORY = Path(__file__).parents[2]

SMALL = """
title: Small
config: smoke
settings: {trainer.max_epochs: 2}
axes:
  data.max_samples: [4, 8]
  light: {off: {data.relight: 0}, on: {data.relight: 0.7}}
seeded: [seed_everything, data.max_samples_seed]
seeds: [1, 2]
metrics: [val/dice]
"""


def study_of(tmp_path: Path, text: str = SMALL) -> Study:
    path = tmp_path / "small.yaml"
    path.write_text(text)
    return read_study(path)


def test_trials_are_every_combination_with_every_seed(tmp_path: Path) -> None:
    trials = study_of(tmp_path).trials()
    assert len(trials) == 8
    assert len({trial.name for trial in trials}) == 8
    assert [trial.seed for trial in trials] == [1] * 4 + [2] * 4, "whole grids first"
    last = trials[-1]
    assert last.levels == {"data.max_samples": "8", "light": "on"}
    assert last.settings == {
        "trainer.max_epochs": 2,
        "data.max_samples": 8,
        "data.relight": 0.7,
        "seed_everything": 2,
        "data.max_samples_seed": 2,
    }
    words = command("fit", last, tmp_path, resume=True)
    assert words[:5] == [sys.executable, "-m", "trainlib", "fit", "--config"]
    assert {"--data.max_samples=8", f"--name={last.name}", f"--out={tmp_path}", "--ckpt_path=last"} <= set(words)


def test_options_narrow_a_study(tmp_path: Path) -> None:
    study = study_of(tmp_path).with_options({"data.size": 64}, {"light": ["on"]}, [5])
    described = [trial.described for trial in study.trials()]
    assert described == ["data.max_samples 4, light on, seed 5", "data.max_samples 8, light on, seed 5"]
    assert all(trial.settings["data.size"] == 64 for trial in study.trials())
    for settings, only, said in (
        ({"data.max_samples": 3}, {}, "axis 'data.max_samples' varies it"),
        ({}, {"ligth": ["on"]}, "did you mean light"),
        ({}, {"light": ["half"]}, "no such level; there are off, on"),
    ):
        with pytest.raises(StudyError, match=said):
            study_of(tmp_path).with_options(settings, only, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("axes: {data.max_samples: [1, 1]}", "holds a value twice"),
        ("axes: {data.max_samples: 5}", "expected a list of values"),
        ("axess: {data.max_samples: [5]}", "no key 'axess' \\(did you mean axes\\?\\)"),
        ("title: nothing", "axes is missing"),
        ("axes: {data.max_samples: [5]}\nseeds: 3", "expected whole numbers"),
        ("axes: [", "not readable as YAML"),
        ("axes: {data.max_samples: [5]}\nx_axis: max_samples", "which is no axis"),
        ("axes: {data.max_samples: [5]}\nmetrics: val/dice", "metrics is 'val/dice', expected a list of words"),
        ("axes: {data.max_samples: [5]}\nseeded: seed_everything", "seeded is .* expected a list of words"),
        ("axes: {data.max_samples: [5]}\ntest: 'no'", "test is 'no', expected true or false"),
        (
            "axes: {data.max_samples: [5], size: {all: {data.max_samples: 9}}}",
            "'data.max_samples' and 'size' both vary data.max_samples",
        ),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        study_of(tmp_path, text)


def test_shipped_studies_are_read_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    helped = parser().format_help()
    for path in SHIPPED.glob("*.yaml"):
        study = read_study(find_study(path.stem))
        assert f"{study.title}: {' x '.join(study.axes)} ({len(study.trials())} runs)" in helped
    assert trainlib(["study", "size_curv", "--out", str(tmp_path)]) == 2
    assert "did you mean size_curve" in capsys.readouterr().err
    words = ["study", "size_curve", "--out", str(tmp_path / "out"), "--dry-run", "--only", "samples=100,all"]
    assert trainlib([*words, "--data.root", "here"]) == 0
    assert "6 trials" in capsys.readouterr().out
    assert trainlib([*words[:-1], "samples=100", "--only", "samples=all", "--seeds", "4"]) == 0
    assert "2 trials" in capsys.readouterr().out
    assert trainlib([*words, "--seeds", "4", "4"]) == 2
    assert "--seeds 4 4: holds one twice" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_another_study_may_not_take_a_trials_folder(tmp_path: Path) -> None:
    trial = Trial("a", {"x": "1"}, 1, {"data.size": 64, "model.network.encoder_weights": None}, "smoke")
    record_trial(trial, tmp_path / "a")
    record_trial(trial, tmp_path / "a")
    with pytest.raises(StudyError, match=r"made with data\.size 64, this study has 96"):
        record_trial(Trial("a", {"x": "1"}, 1, {"data.size": 96}, "smoke"), tmp_path / "a")


def test_a_trial_that_is_still_run_is_left_alone(tmp_path: Path) -> None:
    """What a killed study leaves running holds the trial's lock."""
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = running._run([sys.executable, "-c", "print('ran')"], tmp_path / "log.txt", lambda _: None)
    assert code == 1
    assert "still runs it" in said
    assert running._run([sys.executable, "-c", "print('ran')"], tmp_path / "log.txt", lambda _: None) == (0, "ran")


def test_intervals_are_students() -> None:
    """0.8, 0.9, 1.0: s = 0.1, t(0.975, 2) = 4.3027, so ± 4.3027 · 0.1 / √3 = 0.2484."""
    found = Spread.of([0.8, 0.9, 1.0])
    assert (found.low, found.mean, found.high) == pytest.approx((0.6516, 0.9, 1.1484), abs=1e-4)
    assert Spread.of([0.5]).low is None


def judged(study: Study) -> list[tuple[Trial, Outcome]]:
    """Each trial's Dice is 0.5 + limit/100 + 0.1 with new light + seed/1000."""
    return [
        (
            trial,
            Outcome(
                {
                    "val/dice": 0.5
                    + int(trial.levels["data.max_samples"]) / 100
                    + trial.seed / 1000
                    + 0.1 * (trial.levels["light"] == "on")
                },
                10.0,
                80,
                20,
                2,
            ),
        )
        for trial in study.trials()
    ]


def test_groups_and_effects_are_over_seeds(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    trials = judged(study)
    found = {group.levels: group for group in groups(study, trials, ["val/dice"])}
    assert found["8", "on"].metrics["val/dice"].mean == pytest.approx(0.6815)
    assert (found["8", "on"].seeds, found["8", "on"].samples) == (2, 80)
    changes = effects(study, trials, ["val/dice"])
    change = next(one for one in changes if one.axis == "light" and one.others == "data.max_samples 4")
    assert change.difference.mean == pytest.approx(0.1)
    assert change.difference.high == pytest.approx(0.1), "the seed's part is the same on both sides"
    other_task = [
        (trial, Outcome({"val/dice": 1.0, "val/psnr": 20.0}) if trial.levels["light"] == "on" else one)
        for trial, one in trials
    ]
    assert {one.axis for one in effects(study, other_task, ["val/dice"])} == {"data.max_samples"}
    plot = draw_plot(study, list(found.values()), "val/dice")
    assert plot is not None
    assert [one.name for one in plot.series] == ["light off", "light on"]
    off, on = plot.series
    assert off.marks[0].y > on.marks[0].y, "higher metrics stand higher"
    assert off.marks[0].x < off.marks[1].x
    assert off.line


def test_a_study_that_is_not_done_has_its_tables(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    trials = [(trial, one) for trial, one in judged(study)]
    failed = (trials[0][0], Outcome(error="fit: nowhere: no such folder"))
    page = write_study(tmp_path / "out", study, [failed, *trials[1:6], *((trial, None) for trial, _ in trials[6:])])
    text = page.read_text()
    assert "2 of 8 trials are yet to run" in text
    assert "failed: fit: nowhere: no such folder" in text
    assert "<svg" in text
    with (tmp_path / "out" / "trials.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["state"] for row in rows[-2:]] == ["to do", "to do"]
    shown = [rows[1][name] for name in ("data.max_samples", "seed", "samples seen", "optimiser steps", "seconds")]
    assert shown == ["4", "1", "80", "20", "10.0"]
    assert '"data.relight": 0.7' in rows[1]["settings"]
    assert rows[1]["folder"] == f"trials/{trials[1][0].name}"
    assert "| 8 | on | 1 |" in (tmp_path / "out" / "study.md").read_text()
    assert (tmp_path / "out" / "val_dice.svg").read_text().startswith("<svg")


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
