"""What trials say together."""

from pathlib import Path

import pytest
from small_study import judged, study_of

from trainlib.study.plot import draw_plot
from trainlib.study.running import Outcome
from trainlib.study.summary import Spread, effects, groups


def test_intervals_are_students() -> None:
    """0.8, 0.9, 1.0: s = 0.1, t(0.975, 2) = 4.3027, so ± 4.3027 · 0.1 / √3 = 0.2484."""
    found = Spread.of([0.8, 0.9, 1.0])
    assert (found.low, found.mean, found.high) == pytest.approx((0.6516, 0.9, 1.1484), abs=1e-4)
    assert Spread.of([0.5]).low is None


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
