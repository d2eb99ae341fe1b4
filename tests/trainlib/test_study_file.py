"""Which trials a study's file means."""

import sys
from pathlib import Path

import pytest
from small_study import study_of

from trainlib.cli.main import main as trainlib
from trainlib.study.command import parser
from trainlib.study.plan import StudyError
from trainlib.study.running import command
from trainlib.study.study_file import SHIPPED, find_study, read_study


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
        ("axes: {data.max_samples: [5]}\nx_axis: max_samples", "which is not an axis"),
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
