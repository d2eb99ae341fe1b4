"""What a training run's folder tells."""

from pathlib import Path

import pytest
from report_files import write_run

from trainlib.report.runs import MissingPartError, read_run


def test_runs_in_lightnings_own_csv(tmp_path: Path) -> None:
    # CSVLogger: training and validation of one epoch in two rows, below a version folder; NaN is no point.
    folder = write_run(
        tmp_path / "run" / "version_0",
        [
            {"epoch": 0, "step": 3, "train/loss_epoch": "", "val/mse": "0.02"},
            {"epoch": 0, "step": 3, "train/loss_epoch": "0.5"},
            {"epoch": 1, "step": 7, "train/loss_epoch": "nan", "val/mse": "0.01"},
        ],
    )
    run = read_run(folder.parent)
    assert run.curves == {"val/mse": [(0, 0.02), (1, 0.01)], "train/loss": [(0, 0.5)]}
    assert run.best() == ("val/mse", 1, {"val/mse": 0.01})
    assert run.seconds is None and run.pictures is None and run.epochs == 2
    assert [chart.title for chart in run.charts()] == ["loss", "mse"]


@pytest.mark.parametrize("content", ["", "epoch,step\n", "epoch,val/dice\n0,\n", "\x00\xff\n"])
def test_runs_without_metrics_are_missing(tmp_path: Path, content: str) -> None:
    (tmp_path / "metrics.csv").write_bytes(content.encode("latin-1"))
    with pytest.raises(MissingPartError, match=r"metrics\.csv"):
        read_run(tmp_path)
