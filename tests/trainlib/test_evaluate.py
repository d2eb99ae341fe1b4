"""`evaluate`, run as a user runs it: on folders, on a dataset, on networks whose answers are known."""

import csv
import json
import os
import re
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from fixture_dataset import make_dataset
from inference_networks import Brightness, save_checkpoint
from PIL import Image

from trainlib.evaluate import command, one_photo, rows
from trainlib.evaluate.alpha_size import to_size
from trainlib.evaluate.measuring import THRESHOLDS, sweep
from trainlib.evaluate.page import MISSING, TOO_MUCH, overlay_errors
from trainlib.evaluate.pairs import find_masks
from trainlib.evaluate.statistics import at_thresholds
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import read_matte

SIZE = (90, 120)


def square(rows_: slice, columns: slice) -> np.ndarray:
    alpha = np.zeros(SIZE, np.uint8)
    alpha[rows_, columns] = 255
    return alpha


TARGET = square(slice(30, 60), slice(30, 60))


def save(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Three photos of dark squares with masks, and one more of each alone."""
    photo = np.full((*SIZE, 3), 240, np.uint8)
    photo[30:60, 30:60] = 20
    for name in ("a", "b", "c", "photo-alone"):
        save(tmp_path / "photos" / f"{name}.png", photo)
    save(tmp_path / "target" / "a.png", TARGET)
    Image.fromarray(TARGET).convert("1").save(tmp_path / "target" / "b.png")
    save(tmp_path / "target" / "c.png", np.dstack([photo, TARGET]))
    save(tmp_path / "target" / "mask-alone.png", TARGET)
    return tmp_path


def evaluate(place: Path, *words: object) -> int:
    out = ["--out", str(place / "out"), "--device", "cpu", "--resamples", "200"]
    return command.main([str(place / "photos"), "--ground-truth", str(place / "target"), *out, *map(str, words)])


def table(place: Path, name: str) -> list[dict[str, str]]:
    with (place / "out" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_metrics_are_those_of_the_masks(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Masks shifted by 10 of 30 pixels: IoU 20/40, Dice 2·20/60; one is right, one is missing."""
    shifted = square(slice(30, 60), slice(40, 70))
    save(place / "exact" / "a.png", TARGET)
    save(place / "exact" / "b.mask.png", TARGET)
    save(place / "exact" / "c.png", TARGET)
    save(place / "shifted" / "a.png", shifted)
    save(place / "shifted" / "c.png", shifted)
    assert evaluate(place, "--masks", place / "exact", f"moved={place / 'shifted'}") == 0
    text = capsys.readouterr()
    assert "1 photos have no ground truth: photo-alone" in text.err
    assert "1 masks or cut-outs have no photo: mask-alone" in text.err
    assert "left out  b: no mask for it" in text.err
    found = {(row["photo"], row["method"]): row for row in table(place, "photos.csv")}
    assert float(found["a", "moved"]["dice"]) == pytest.approx(2 / 3)
    assert float(found["a", "moved"]["iou"]) == pytest.approx(1 / 2)
    assert float(found["a", "moved"]["sad"]) == pytest.approx(600 / 1000)
    assert float(found["b", "exact"]["dice"]) == 1
    assert found["a", "exact"]["halo"] == "", "a mask has no true colours"
    assert float(found["c", "exact"]["halo"]) == 0
    assert float(found["c", "moved"]["halo"]) > 0.1
    assert float(found["c", "exact"]["gmsd"]) == pytest.approx(0, abs=1e-6) and found["a", "exact"]["gmsd"] == ""
    assert float(found["c", "moved"]["gmsd"]) > 0.1
    assert "no mask" in found["b", "moved"]["error"]
    overall = {(row["method"], row["metric"]): row for row in table(place, "overall.csv")}
    assert overall["exact", "dice"]["photos"] == "2", "both are summed up over the photos that both have"
    pair = next(row for row in table(place, "pairs.csv") if row["metric"] == "mae")
    assert (pair["wins"], pair["losses"], pair["ties"]) == ("2", "0", "0"), "of the error less is better"
    assert float(pair["difference"]) == pytest.approx(-600 / 10800, rel=1e-4)
    record = json.loads((place / "out" / "evaluation.json").read_text())
    assert record["bootstrap"] == {"seed": 7, "resamples": 200, "level": 0.95}
    page = (place / "out" / "index.html").read_text()
    assert "exact against moved" in page
    assert list((place / "out" / "pictures").glob("a.*.jpg"))


def test_the_worst_photo_comes_first(place: Path) -> None:
    for name, shift in (("a", 2), ("b", 12), ("c", 5)):
        save(place / "masks" / f"{name}.png", np.roll(TARGET, shift, axis=1))
    assert evaluate(place, "--masks", place / "masks", "--shown", 2) == 0
    page = (place / "out" / "index.html").read_text()
    assert page.index("<h3>b</h3>") < page.index("<h3>c</h3>")
    assert "<h3>a</h3>" not in page
    assert "1 more photos" in page


def test_networks_are_judged_as_predict_runs_them_and_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cutout = save_checkpoint(monkeypatch, place / "dark.ckpt", Brightness(), "cutout")
    assert evaluate(place, "--cutout", cutout, "--stage", "both") == 0
    overall = {(row["method"], row["metric"]): float(row["mean"]) for row in table(place, "overall.csv")}
    assert overall["dark", "dice"] > 0.97
    assert overall["dark raw", "dice"] > 0.9
    assert overall["dark", "mae"] < overall["dark raw", "mae"], "refining follows the photo's edges"
    told = {(row["photo"], row["method"]): row["confidence"] for row in table(place, "photos.csv")}
    assert 0.9 < float(told["a", "dark"]) <= 1 and told["a", "dark raw"] == ""
    judged = json.loads((place / "out" / "evaluation.json").read_text())["methods"]
    record = {one["label"]: one["confidence"] for one in judged}
    precision = {(row["method"], row["less"]): row for row in table(place, "precision.csv")}
    assert list(precision) == [("dark", "")] and float(precision["dark", ""]["map_75"]) == 1
    assert "Average precision" in (place / "out" / "index.html").read_text()
    assert record["dark"]["count"] == 3 and record["dark"]["bad"] == 0 and record["dark raw"] is None
    assert evaluate(place, "--cutout", cutout, "--tta", "flips+scales", "--two-pass") == 0
    tighter = {(row["method"], row["metric"]): float(row["mean"]) for row in table(place, "overall.csv")}
    assert tighter["dark", "dice"] > 0.97
    assert tighter["dark", "mse"] != overall["dark", "mse"], "other options are measured again"


def test_it_goes_on_where_it_was_stopped(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        save(place / "masks" / f"{name}.png", TARGET)
    judged: list[str] = []
    real = one_photo.measure

    def measure(*words: object) -> object:
        judged.append("one")
        if len(judged) == 3:
            os.kill(os.getpid(), signal.SIGTERM)  # as a scheduler does; Ctrl-C raises the same
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(one_photo, "measure", measure)
    assert evaluate(place, "--masks", place / "masks") == 130
    assert {photo for photo, _ in rows.read(place / "out")} == {"a", "b"}
    assert [row["photo"] for row in table(place, "photos.csv")] == ["a", "b"], "there is a page of what is done so far"
    judged.clear()
    assert evaluate(place, "--masks", place / "masks") == 0
    assert len(judged) == 1
    judged.clear()
    save(place / "masks" / "b.png", np.roll(TARGET, 3, axis=0))
    assert evaluate(place, "--masks", place / "masks") == 0
    assert len(judged) == 1, "a mask that was changed is judged again, and no other"
    assert [row["dice"] for row in table(place, "photos.csv") if row["photo"] == "b"] == ["0.9"]


def test_another_order_of_methods_keeps_rows_and_pictures(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        save(place / "one" / f"{name}.png", TARGET)
        save(place / "other" / f"{name}.png", np.roll(TARGET, 9, axis=1))
    assert evaluate(place, "--masks", place / "one", place / "other") == 0
    page = (place / "out" / "index.html").read_text()
    pictures = {path: path.read_bytes() for path in (place / "out" / "pictures").iterdir()}
    monkeypatch.setattr(one_photo, "measure", None)
    assert evaluate(place, "--masks", place / "other", place / "one") == 0
    assert {path: path.read_bytes() for path in (place / "out" / "pictures").iterdir()} == pictures
    turned = (place / "out" / "index.html").read_text()
    sources = re.compile(r'src="([^"]+)" alt="errors of (\w+)"')
    assert set(sources.findall(turned)) == set(sources.findall(page))
    assert len({source for source, _ in sources.findall(page)}) == 6


def test_a_dataset_brings_its_ground_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = make_dataset(tmp_path / "data")
    for sample in sorted((dataset / "samples" / "000").iterdir()):
        alpha = np.asarray(Image.open(sample / "alpha.png"))
        save(tmp_path / "masks" / f"{sample.name}.mask.png", alpha)
    words = [str(dataset), "--split", "val", "--masks", str(tmp_path / "masks"), "--out", str(tmp_path / "out")]
    assert command.main(words) == 0
    assert "so few photos say little" in capsys.readouterr().out
    assert [(row["photo"], float(row["dice"])) for row in table(tmp_path, "photos.csv")] == [
        ("000004", 1.0),
        ("000010", 1.0),
    ]
    assert "halo" not in table(tmp_path, "photos.csv")[0], "the product's own colours are not known"
    # With them the rim is judged, and what was judged without is judged again.
    for number in (4, 10):
        sample = dataset / "samples" / "000" / f"{number:06d}"
        shutil.copyfile(sample / "input.png", sample / "foreground.png")
    assert command.main(words) == 0
    assert [float(row["halo"]) for row in table(tmp_path, "photos.csv")] == [0, 0]


def test_a_list_says_which_photos(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abc":
        save(place / "masks" / f"{name}.png", TARGET)
    (place / "names.txt").write_text("c.png\na\nelsewhere\n")
    (place / "splits.json").write_text(json.dumps([{"train": ["a"], "val": [], "test": ["b"]}]))
    words = ("--masks", place / "masks", "--list")
    assert evaluate(place, *words, place / "names.txt") == 0
    assert [row["photo"] for row in table(place, "photos.csv")] == ["a", "c"]
    assert "1 listed names have no pair, the first is elsewhere" in capsys.readouterr().err
    assert evaluate(place, *words, place / "splits.json") == 0
    assert [row["photo"] for row in table(place, "photos.csv")] == ["b"]
    assert evaluate(place, *words, place / "splits.json", "--split", "val") == 2
    assert "names nothing in split 'val'; give another --split" in capsys.readouterr().err
    (place / "names.txt").write_text("elsewhere\n")
    assert evaluate(place, *words, place / "names.txt") == 2
    assert "names no photo that is there: listed are elsewhere, there are a, b, c" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--masks", "{}/nowhere"], "no such folder"),
        ([], "nothing to evaluate: give --cutout CKPT, --masks DIR or --relight CKPT"),
        (["--masks", "{}/target", "--out", "{}/photos"], "holds what is evaluated"),
        (["--cutout", "{}/nothing.ckpt"], "no such checkpoint"),
        (["--ground-truth", "{}/others", "--masks", "{}/target"], "stems there are a, b, c … (4), here x, y"),
    ],
)
def test_mistakes_are_one_line(place: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "xy":
        save(place / "others" / f"{name}.png", TARGET)
    assert evaluate(place, *(word.format(place) for word in words)) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert said in lines[-1]
    assert lines[-1].startswith("error: ")


def test_what_cannot_be_judged_is_a_row(place: Path) -> None:
    (place / "photos" / "a.png").write_bytes(b"no picture")
    save(place / "target" / "b.png", TARGET[:50])
    save(place / "masks" / "c.png", TARGET)
    assert evaluate(place, "--masks", place / "masks") == 0
    errors = {row["photo"]: row["error"] for row in table(place, "photos.csv")}
    assert errors["c"] == ""
    assert "not a JPEG" in errors["a"]
    assert "120 x 50" in errors["b"]


def test_masks_of_every_kind_are_read(tmp_path: Path) -> None:
    deep = (TARGET.astype(np.uint16) // 255) * 65535
    Image.fromarray(deep).save(tmp_path / "deep.png")
    save(tmp_path / "opaque.png", np.dstack([TARGET, TARGET, TARGET, np.full_like(TARGET, 255)]))
    save(tmp_path / "colour.png", np.dstack([TARGET, TARGET, np.full_like(TARGET, 90)]))
    for name in ("deep", "opaque"):
        assert np.array_equal(read_matte(tmp_path / f"{name}.png").alpha, TARGET / np.float32(255))
    with pytest.raises(PhotoError, match="neither a mask nor a cut-out"):
        read_matte(tmp_path / "colour.png")
    save(tmp_path / "ones.png", TARGET // 255)
    with pytest.raises(PhotoError, match="holds 0 and 1 of 255 alone"):
        read_matte(tmp_path / "ones.png")
    trace = np.zeros(SIZE, np.uint8)
    trace[3, 4] = 1
    save(tmp_path / "trace.png", trace)
    assert read_matte(tmp_path / "trace.png").alpha.max() == np.float32(1 / 255)
    small = np.zeros((9, 12), np.float32)
    small[3:6, 3:6] = 1
    large = to_size(small, SIZE)
    assert large.min() == 0
    assert large.max() == 1
    assert abs(large.sum() - 900) < 60


def test_the_sweep_counts_pixels() -> None:
    alpha = np.array([[0.0, 0.3, 0.5, 1.0]], np.float32)
    counts, product = sweep(alpha, np.array([[False, False, True, True]]))
    at = dict(zip(THRESHOLDS, counts, strict=True))
    assert product == 2
    assert (at[0.3], at[0.35], at[0.5], at[0.55]) == ((2, 1), (2, 0), (2, 0), (1, 0))
    means = {one.threshold: one for one in at_thresholds(THRESHOLDS, [(counts, product)])}
    assert means[0.3].dice == pytest.approx(2 * 2 / (3 + 2))
    assert means[0.3].precision == pytest.approx(2 / 3)
    assert (means[0.55].recall, means[0.5].iou) == (0.5, 1.0)


def test_errors_have_their_colours() -> None:
    white = np.full((40, 40, 3), 255, np.uint8)
    target, found = np.zeros((40, 40), np.float32), np.zeros((40, 40), np.float32)
    target[5:15] = 1
    found[25:35] = 1
    shown = overlay_errors(white, found, target).astype(int)
    assert np.abs(shown[10, 20] - np.array(MISSING)).sum() < np.abs(shown[10, 20] - np.array(TOO_MUCH)).sum()
    assert np.abs(shown[30, 20] - np.array(TOO_MUCH)).sum() < np.abs(shown[30, 20] - np.array(MISSING)).sum()
    assert (shown[20, 20] == 255).all()


def test_a_line_that_was_cut_short_takes_no_other_with_it(tmp_path: Path) -> None:
    rows.append(tmp_path, rows.Row("a", "one", "s", metrics={"dice": 0.5}))
    with (tmp_path / rows.FILE).open("a", encoding="utf-8") as file:
        file.write('{"photo": "b", "contes')
    rows.append(tmp_path, rows.Row("c", "one", "s", metrics={"dice": 0.75}))
    rows.append(tmp_path, rows.Row("d", "one", "s"))
    assert {photo: row.metrics.get("dice") for (photo, _), row in rows.read(tmp_path).items()} == {
        "a": 0.5,
        "c": 0.75,
        "d": None,
    }


def test_a_folder_that_predict_wrote_is_read_by_its_cut_outs(tmp_path: Path) -> None:
    for name in (
        "a.cutout.png",
        "a.mask.png",
        "a.packshot.png",
        "b.mask.png",
        "c.cutout.png",
        "d.packshot.png",
        "b.relit.png",
        "e.relit.png",
    ):
        save(tmp_path / name, TARGET)
    found = find_masks(tmp_path, "--masks")
    assert {name: path.name for name, path in found.items()} == {
        "a": "a.cutout.png",
        "b": "b.mask.png",
        "c": "c.cutout.png",
        "d.packshot": "d.packshot.png",
        "e": "e.relit.png",
    }
    save(tmp_path / "c.png", TARGET)
    with pytest.raises(PhotoError, match=r"c.png: c.cutout.png is for the same photo; keep one of them"):
        find_masks(tmp_path, "--masks")
