"""The demo's page and the contact sheet: whole, self-contained, honest about what is missing."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from inference_networks import Brightness, save_checkpoint
from PIL import Image
from report_files import Page, prediction, write_run

from trainlib.inference import command as predict_command
from trainlib.records import predictions
from trainlib.report import command, page


def test_demo_report_of_everything(
    tmp_path: Path, dataset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cutout = save_checkpoint(monkeypatch, tmp_path / "cutout.ckpt", Brightness(), "cutout")
    photos = tmp_path / "photos"
    photos.mkdir()
    index = [json.loads(line) for line in (dataset / "index.jsonl").read_text().splitlines()]
    tests = [row for row in index if row["split"] == "test"]
    for row in tests:
        (photos / f"{row['id']:06d}.png").write_bytes((dataset / row["path"] / "input.png").read_bytes())
    Image.new("RGB", (40, 30), (10, 20, 30)).save(photos / "holiday.jpg")
    (photos / "letter.jpg").write_text("no photo")
    predictions = tmp_path / "predictions"
    assert (
        predict_command.main(
            ["--photos", str(photos), "--out", str(predictions), "--cutout", str(cutout), "--device", "cpu"]
        )
        == 0
    )
    run = write_run(
        tmp_path / "run",
        [
            {"epoch": 0, "step": 5, "seconds": "30.0", "train/loss": "0.9", "val/loss": 0.8, "val/dice": 0.5},
            {"epoch": 1, "step": 9, "seconds": "60.0", "train/loss": "0.4", "val/loss": 0.3, "val/dice": 0.9},
            {"epoch": 2, "step": 9, "seconds": "90.0", "train/loss": "0.2", "val/loss": 0.4, "val/dice": 0.8},
        ],
    )
    out = tmp_path / "pages" / "report.html"
    capsys.readouterr()
    sources = ["--dataset", str(dataset), "--cutout-run", str(run), "--predictions", str(predictions)]
    assert command.main(["--out", str(out), *sources, "--relight-run", str(tmp_path / "nowhere")]) == 0
    shown = capsys.readouterr()
    assert shown.out.strip() == f"report: {out}"
    assert "missing: relight" in shown.err and "nowhere: no such folder" in shown.err
    read = Page(out.read_text(encoding="utf-8"))
    assert all(source.startswith("data:image/jpeg;base64,") for source in read.pictures)
    # Eight samples of six maps, two test pictures of five, one photo of three.
    assert len(tests) == 2
    assert len(read.pictures) == 8 * 6 + 2 * 5 + 3
    text = " ".join(read.text.split())
    assert "12 samples of 64 × 64 pixels: 8 train, 2 val, 2 test." in text
    assert "3 epochs in 1 min 30 s. The best by val/dice is epoch 1:" in text
    assert "0.9000" in text
    assert "This part is missing." in text and "nowhere: no such folder" in text
    assert "holiday.jpg" in text and "letter.jpg" in text
    assert "hdri/sky_test" in text and "CC0-1.0" in text
    assert "script" not in read.tags and not re.search(r'(src|href)="https?:', out.read_text())


def test_metrics_on_test_pictures_by_hand(tmp_path: Path, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = next(r for r in map(json.loads, (dataset / "index.jsonl").read_text().splitlines()) if r["split"] == "test")
    source, out, name = dataset / row["path"], tmp_path / "p", f"{row['id']:06d}"
    out.mkdir()
    target = np.asarray(Image.open(source / "target.png"))
    alpha = np.asarray(Image.open(source / "alpha.png"))
    # All is right but one quarter of the picture, which is said to be product; the packshot is 51 levels off.
    mask = alpha.copy()
    mask[:32, :32] = 255
    Image.fromarray(mask).save(out / f"{name}.mask.png")
    off = np.where(target > 128, target - 51, target + 51).astype(np.uint8)
    Image.fromarray(off).save(out / f"{name}.packshot.png")
    predictions.append(out, prediction(f"{name}.png"))
    assert command.main(["--out", str(tmp_path / "r.html"), "--dataset", str(dataset), "--predictions", str(out)]) == 0
    union = np.count_nonzero((alpha >= 128) | (mask >= 128))
    text = Page((tmp_path / "r.html").read_text()).text
    assert f"IoU {np.count_nonzero(alpha >= 128) / union:.3f}" in text
    assert "MSE 0.0400" in text  # (51 / 255)²


def test_report_without_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--out", str(tmp_path / "r.html")]) == 2
    assert capsys.readouterr().err.startswith("error: nothing to report on")
    assert command.main(["--out", str(tmp_path), "--dataset", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert command.main(["--out", str(tmp_path / "r.html"), "--dataset", str(tmp_path)]) == 1
    assert Page((tmp_path / "r.html").read_text()).text.count("This part is missing.") == 4


def test_broken_dataset_and_samples_are_named(tmp_path: Path, dataset: Path) -> None:
    (tmp_path / "dataset.json").write_text("{")
    assert command.main(["--out", str(tmp_path / "r.html"), "--dataset", str(tmp_path)]) == 1
    assert "dataset.json" in Page((tmp_path / "r.html").read_text()).text


def test_durations_as_people_say_them() -> None:
    assert [page.duration(s) for s in (0.042, 3.25, 12.4, 185, 7800)] == [
        "0.042 s",
        "3.2 s",
        "12 s",
        "3 min 05 s",
        "2 h 10 min",
    ]
