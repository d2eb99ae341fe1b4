"""Packshots as a marketplace looks at them: limits, framing by an answer, and finished ones with nothing beside."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainlib.evaluate import command
from trainlib.evaluate.marketplace import LIMITS, broken, read_limits, verdict
from trainlib.evaluate.measuring import framed
from trainlib.evaluate.statistics import compare
from trainlib.images.errors import PhotoError
from trainlib.metrics.finished import see_product

WHITE = np.full((90, 120, 3), 255, np.uint8)


def mask(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Boxes (top, left, height, width) in 90 × 120."""
    found = np.zeros((90, 120), bool)
    for top, left, height, width in boxes:
        found[top : top + height, left : left + width] = True
    return found


def picture(*boxes: tuple[int, int, int, int], level: int = 60) -> np.ndarray:
    return np.where(mask(*boxes)[..., None], np.uint8(level), WHITE)


def save(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_photos_own_framing() -> None:
    target = mask((30, 30, 30, 30))
    # 30 of 90 high; its middle (45, 45) is 15 of 120 off the middle across.
    assert framed(target.astype(np.float32), target, None) == pytest.approx((30 / 90, 15 / 120))
    assert framed(0 * target.astype(np.float32), target, None) == (0, 0)


def test_an_answer_frames_its_packshot() -> None:
    target = mask((30, 30, 30, 30))
    # 30 high, 4:3: a canvas of round(40/0.85) = 47 by round(47·3/4) = 35.
    assert framed(target.astype(np.float32), target, 0.85) == pytest.approx((30 / 35, 0))
    # A pixel more all around is the product's rim: 32 high, 50 by 38.
    assert framed(mask((29, 29, 32, 32)).astype(np.float32), target, 0.85) == pytest.approx((32 / 38, 0))
    # A crumb at the right makes the answer's box 70 wide, the canvas 82 by 62, and pushes the product off by 20.
    crumb = mask((30, 30, 30, 30), (40, 95, 5, 5)).astype(np.float32)
    assert framed(crumb, target, 0.85) == pytest.approx((30 / 62, 20 / 82))
    assert framed(0 * crumb, target, 0.85) == (0, 0)


def test_the_product_of_a_finished_packshot() -> None:
    # A box with a hole, one of a third of its area, and a crumb of 4 pixels.
    boxes = picture((10, 10, 30, 40), (60, 10, 20, 20), (80, 110, 2, 2))
    boxes[20:25, 20:25] = 255
    found, specks = see_product(boxes)
    assert np.array_equal(found, mask((10, 10, 30, 40), (60, 10, 20, 20)))
    assert np.array_equal(specks, mask((80, 110, 2, 2)))
    # Seven levels off white are background that is not quite white, eight are there.
    assert not see_product(picture((10, 10, 30, 40), level=248))[0].any()
    assert see_product(picture((10, 10, 30, 40), level=247))[0].sum() == 1200
    assert not see_product(WHITE)[1].any()


def test_limits_are_kept_or_not() -> None:
    good = {"white": 1.0, "border_white": 1.0, "fill": 0.846, "off_centre": 0.05, "halo": 0.1, "leftover": 0.001}
    assert verdict(good, LIMITS) == "passes"
    bad = {"white": 0.999985, "border_white": 1.0, "fill": 0.844, "off_centre": 0.0501, "leftover": 0.0}
    assert [one.metric for one in broken(bad, LIMITS)] == ["white", "fill", "off_centre"], "halo was not measured"
    assert verdict(bad, LIMITS) == "white 0.999985 (≥ 1), fill 0.844 (≥ 0.85), off_centre 0.0501 (≤ 0.05)"
    assert verdict(bad, read_limits(["white=0.999", "fill=0.8", "off_centre=none"])) == "passes"
    for word, said in (
        ("fil=0.8", r"no limit on 'fil' \(did you mean fill\?\); there are white"),
        ("fill", "expected fill=SHARE, from 0 to 1, or fill=none"),
        ("fill=85", "expected fill=SHARE"),
    ):
        with pytest.raises(PhotoError, match=said):
            read_limits([word])


def test_few_photos_show_no_clear_difference() -> None:
    """Five that differ to one side happen by chance in 2·0.5⁵ = 1 case of 16, and one photo has no interval."""
    assert not compare([0.9], [0.5], True, 7, 100).clear
    assert not compare([0.9] * 5, [0.5] * 5, True, 7, 100).clear
    assert compare([0.9] * 6, [0.5] * 6, True, 7, 100).clear


def test_cut_outs_are_measured_as_packshots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, target = np.full((90, 120, 3), 200, np.uint8), mask((30, 30, 30, 30))
    photo[target] = 40
    for name in "ab":
        save(tmp_path / "photos" / f"{name}.png", photo)
        save(tmp_path / "target" / f"{name}.png", np.dstack([photo, 255 * target.astype(np.uint8)]))
        save(tmp_path / "exact" / f"{name}.png", 255 * target.astype(np.uint8))
    save(tmp_path / "crumbs" / "a.png", 255 * target.astype(np.uint8))
    save(tmp_path / "crumbs" / "b.png", 255 * mask((30, 30, 30, 30), (40, 95, 5, 5)).astype(np.uint8))
    out = tmp_path / "out"
    words = [
        str(tmp_path / "photos"),
        "--ground-truth",
        str(tmp_path / "target"),
        "--out",
        str(out),
        "--resamples",
        "50",
    ]
    words += ["--masks", str(tmp_path / "exact"), str(tmp_path / "crumbs")]
    assert command.main(words) == 0
    text = capsys.readouterr().out
    assert "exact: 2 of 2 packshots pass" in text
    assert "crumbs: 1 of 2 packshots pass (white ≥ 1 fails 1, fill ≥ 0.85 fails 1, off_centre ≤ 0.05 fails 1" in text
    verdicts = {(row["photo"], row["method"]): row for row in table(out, "packshots.csv")}
    assert [row["verdict"] for row in verdicts.values()] == ["pass", "pass", "pass", "fail"]
    assert verdicts["b", "crumbs"]["why"].startswith("white 0.99")
    assert float(verdicts["b", "crumbs"]["fill (≥ 0.85)"]) == pytest.approx(30 / 62, abs=1e-4)
    assert float(verdicts["b", "crumbs"]["leftover (≤ 0.001)"]) == pytest.approx(25 / 900, abs=1e-4)
    limits = {(row["method"], row["metric"]): row for row in table(out, "limits.csv")}
    assert (limits["crumbs", "fill"]["pass"], limits["crumbs", "all"]["pass"]) == ("1", "1")
    assert limits["exact", "halo"]["limit"] == "≤ 0.1"
    page = (out / "index.html").read_text()
    assert "As a marketplace checks packshots" in page and "framed by each cut-out" in page
    # Other limits need no new look; the photo's own framing does.
    assert command.main([*words, "--limits", "fill=0.3", "off_centre=0.2", "--fill", "photo"]) == 0
    assert "exact: 2 of 2 packshots pass" in capsys.readouterr().out
    assert {row["fill (≥ 0.3)"] for row in table(out, "packshots.csv")} == {"0.333333"}


def test_finished_packshots_are_judged_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, off, grey = picture((5, 10, 80, 100)), picture((5, 10, 40, 40)), picture((5, 10, 80, 100))
    grey[(grey == 255).all(axis=2)] = 250
    for name, values in (("good", good), ("off", off), ("grey", grey), ("blank", WHITE)):
        save(tmp_path / "ours" / f"{name}.packshot.png", values)
        save(tmp_path / "ours" / f"{name}.mask.png", values)
    for name in ("good", "off", "grey"):
        save(tmp_path / "theirs" / f"{name}.png", np.dstack([good, 255 * (good[..., 0] < 255).astype(np.uint8)]))
    out = tmp_path / "out"
    words = ["--packshots", str(tmp_path / "ours"), str(tmp_path / "theirs"), "--out", str(out), "--resamples", "50"]
    assert command.main(words) == 0
    assert "left out  blank: no packshot for it in" in capsys.readouterr().err
    why = {(row["photo"], row["method"]): row["why"] for row in table(out, "packshots.csv")}
    assert len(why) == 6 and {why[name, "theirs"] for name in ("good", "off", "grey")} == {"passes"}
    assert why["good", "ours"] == "passes"
    assert why["off", "ours"] == "fill 0.444444 (≥ 0.85), off_centre 0.25 (≤ 0.05)"
    assert why["grey", "ours"] == "white 0 (≥ 1), border_white 0 (≥ 1)"
    page = (out / "index.html").read_text()
    assert page.index("<h3>off</h3>") < page.index("<h3>good</h3>") and "Thresholds" not in page
    assert json.loads((out / "evaluation.json").read_text())["methods"][1]["packshots_that_pass"] == 3
    assert command.main([words[0], words[1], *words[3:]]) == 0
    blank = next(row for row in table(out, "packshots.csv") if row["photo"] == "blank")
    assert (blank["verdict"], blank["why"]) == ("fail", "fill 0 (≥ 0.85)")


def test_a_jpegs_ringing_is_no_grey_background(tmp_path: Path) -> None:
    """As a PNG what rings is told; beyond a block's reach nothing may be off white in a JPEG either."""
    shot = np.full((400, 400, 3), 255, np.uint8)
    rng = np.random.default_rng(2)
    shot[25:375, 100:300] = rng.integers(0, 200, (350, 200, 3))
    spotted = shot.copy()
    spotted[200:208, 16:24] = 252
    folder = tmp_path / "shots"
    folder.mkdir()
    for name, values in (("clean", shot), ("spotted", spotted)):
        Image.fromarray(values).save(folder / f"{name}.jpg", quality=80)
    Image.open(folder / "clean.jpg").save(folder / "rings.png")
    assert command.main(["--packshots", str(folder), "--out", str(tmp_path / "out"), "--resamples", "9"]) == 0
    verdicts = {row["photo"]: row["why"] for row in table(tmp_path / "out", "packshots.csv")}
    assert verdicts["clean"] == "passes"
    assert verdicts["spotted"].startswith("white 0.99") and verdicts["rings"].startswith("white 0.9")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--packshots", "{}/none"], "--packshots {}/none: no such folder"),
        (["--packshots", "{}", "--masks", "{}"], "--packshots and --masks: finished packshots are evaluated by"),
        (["{}", "--packshots", "{}"], "--packshots and PHOTOS:"),
        (["--masks", "{}"], "nothing to evaluate on: give a folder of photos or a dataset, or --packshots DIR"),
        (["{}", "--masks", "{}", "--limits", "white"], "--limits white: expected white=SHARE"),
    ],
)
def test_mistakes_about_packshots(
    tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path)
    assert command.main([*(word.format(place) for word in words), "--out", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1 and said.format(place) in lines[0]


def test_a_fill_that_is_no_share(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([str(tmp_path), "--masks", str(tmp_path), "--fill", "85", "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "--fill: a share of the canvas from 0.1 to 1, such as 0.85" in capsys.readouterr().err
