"""A study's tables."""

import csv
from pathlib import Path

from small_study import judged, study_of

from trainlib.study.running import Outcome
from trainlib.study.tables import write_study


def test_a_study_that_is_not_done_has_its_tables(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    trials = [(trial, one) for trial, one in judged(study)]
    failed = (trials[0][0], Outcome(error="fit: nowhere: no such folder"))
    page = write_study(tmp_path / "out", study, [failed, *trials[1:6], *((trial, None) for trial, _ in trials[6:])])
    text = page.read_text()
    assert "2 of 8 trials are missing" in text
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
