"""A trial's folder."""

import fcntl
import sys
from pathlib import Path

import pytest

from trainlib.study import running
from trainlib.study.plan import StudyError, Trial
from trainlib.study.running import record_trial


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
