"""The demo's page and the contact sheet: whole, self-contained, honest about what is missing."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from inference_networks import Brightness, save_checkpoint
from PIL import Image

from trainlib.inference import command as predict_command
from trainlib.records import predictions
from trainlib.records.files import replace_file
from trainlib.records.predictions import Prediction
from trainlib.report import charts, command, page
from trainlib.report.contact_sheet import write_contact_sheet
from trainlib.report.predictions_part import sample_number
from trainlib.report.runs import MissingPartError, read_run


class Page(HTMLParser):
    """The sources of a page's pictures, its links, its text, and any tag left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if tag == "img":
            self.pictures.append(values["src"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def write_run(folder: Path, rows: list[dict[str, object]]) -> Path:
    folder.mkdir(parents=True)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / "metrics.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def prediction(photo: str, confidence: float = 0.9, error: str = "") -> Prediction:
    return Prediction(photo, Path(photo).stem, 1, 1, "s", 10, 10, confidence, 0.5, 0.1, error)


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


def test_ticks_by_hand() -> None:
    assert charts.nice_ticks(0.13, 0.92, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert charts.nice_ticks(0, 3, 6, whole=True) == [0, 1, 2, 3]
    assert charts.nice_ticks(5, 5, 5)[0] <= 5 < charts.nice_ticks(5, 5, 5)[-1]


def test_chart_by_hand() -> None:
    chart = charts.line_chart("dice", {"val": [(0, 0.0), (10, 1.0)], "train": []})
    # From the lower left corner of the plot to the upper right.
    assert chart.lines[0].points == f"{chart.left:.1f},{chart.bottom:.1f} {chart.right:.1f},{chart.top:.1f}"
    assert len(chart.lines) == 1
    assert [tick.label for tick in chart.x_ticks] == ["0", "2", "4", "6", "8", "10"]
    charts.line_chart("one", {"val": [(3, 0.5)]})


def test_hostile_names_are_text(tmp_path: Path) -> None:
    name = '<img src=x onerror="alert(1)">&\'#?%20.jpg'
    for suffix in (predictions.CUTOUT, predictions.MASK, predictions.PACKSHOT):  # files that are there are linked
        (tmp_path / f"{prediction(name).name}{suffix}").write_bytes(b"")
    made = replace(prediction(name), files="mask,cutout,packshot")
    shown = write_contact_sheet(tmp_path, "<b>bold</b>", [made, prediction("b<i>.png", error="</td><script>")])
    html = shown.read_text()
    read = Page(html)
    assert "script" not in read.tags and "b" not in read.tags and "i" not in read.tags
    assert name in read.text and "</td><script>" in read.text
    assert all(source.startswith("./thumbnails/%3Cimg%20src%3Dx") for source in read.pictures)
    assert all("%23%3F%2520" in link for link in read.links) and len(read.links) == 3
    assert page.link("javascript:alert(1)") == "./javascript%3Aalert%281%29"


def test_unsure_ones_come_first(tmp_path: Path) -> None:
    write_contact_sheet(tmp_path, "t", [prediction("a.png", 0.9), prediction("b.png", 0.2), prediction("c.png", 0.6)])
    read = (tmp_path / "index.html").read_text()
    assert read.index("b.png") < read.index("c.png") < read.index("a.png")
    assert Page(read).text.split("Worth a look")[1].split()[0] == "2"


def test_records_from_elsewhere_are_data(tmp_path: Path) -> None:
    good = prediction("ü.png")
    predictions.append(tmp_path, good)
    with (tmp_path / predictions.FILE).open("a") as file:
        file.write("{}\n[1]\nnull\n")
        for change in (
            {"name": "../../etc/passwd"},
            {"name": "/etc/passwd"},
            {"confidence": "high"},
            {"more": 1},
        ):
            file.write(json.dumps({**good.__dict__, "photo": "x", **change}) + "\n")
        file.write('{"photo": "torn')
    assert predictions.read(tmp_path) == {"ü.png": good}
    changed = prediction("ü.png", 0.1)
    (tmp_path / predictions.FILE).unlink()
    predictions.append(tmp_path, good)
    predictions.append(tmp_path, changed)
    assert predictions.read(tmp_path) == {"ü.png": changed}


def test_sample_numbers() -> None:
    assert sample_number("000017.png") == 17
    assert sample_number("000/000017/input.png") == 17
    assert sample_number("IMG_000017.png") is None
    assert sample_number("17.png") is None


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two" and [p.name for p in path.parent.iterdir()] == ["b.txt"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        replace_file(tmp_path / "folder", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "folder"]


def test_durations_as_people_say_them() -> None:
    assert [page.duration(s) for s in (0.042, 3.25, 12.4, 185, 7800)] == [
        "0.042 s",
        "3.2 s",
        "12 s",
        "3 min 05 s",
        "2 h 10 min",
    ]
