"""The road from a dataset to a packshot through the real command line: fit, validate, predict, report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]


def _trainlib(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "trainlib", *words], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_fit_validate_predict_report(dataset: Path, tmp_path: Path) -> None:
    small = ["--data.root", str(dataset), "--data.size", "64", "--data.batch_size", "4", "--data.num_workers", "0"]
    small += ["--trainer.max_epochs", "2", "--out", str(tmp_path)]
    network = ["--model.network.encoder", "resnet18", "--model.network.decoder_channels", "[32,24,16,8,8]"]
    network += ["--model.network.encoder_weights", "null"]
    _trainlib("fit", "--config", "cutout", *network, *small)
    best = tmp_path / "cutout" / "best.ckpt"
    _trainlib("fit", "--config", "relight", *network, "--model.start_from", str(best), *small)
    _trainlib("validate", "--config", "cutout", *network, *small)
    metrics = json.loads((tmp_path / "cutout" / "validate.json").read_text())["metrics"]
    assert 0 <= metrics["val/dice"] <= 1

    out = tmp_path / "predictions"
    relight = tmp_path / "relight" / "best.ckpt"
    _trainlib("predict", "--photos", str(dataset), "--out", str(out), "--cutout", str(best), "--relight", str(relight))
    packshots = sorted(out.glob("*.packshot.png"))
    assert len(packshots) == 2
    for path in packshots:
        packshot = np.asarray(Image.open(path))
        mask = np.asarray(Image.open(path.with_name(path.name.replace("packshot", "mask"))))
        assert packshot.shape == (64, 64, 3)
        assert (packshot[mask == 0] == 255).all()
    page = tmp_path / "report.html"
    _trainlib(
        "report",
        "--dataset",
        str(dataset),
        "--cutout-run",
        str(tmp_path / "cutout"),
        "--relight-run",
        str(tmp_path / "relight"),
        "--predictions",
        str(out),
        "--out",
        str(page),
    )
    assert packshots[0].name.split(".")[0] in page.read_text(encoding="utf-8")
