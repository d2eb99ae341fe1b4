"""`evaluate DATASET --relight`: colours beside the true packshot's, with networks whose answers are known."""

import csv
from pathlib import Path

import numpy as np
import pytest
from fixture_dataset import make_dataset
from inference_networks import Doubled, save_checkpoint
from PIL import Image

from trainlib.evaluate import command
from trainlib.evaluate.relighting import balance_grey_world, measure_colours


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Six samples whose test sample shows half the light of its packshot, which is plain."""
    root = make_dataset(tmp_path / "pairs", 6)
    folder = root / "samples" / "000" / "000005"
    alpha = np.zeros((64, 64), np.uint8)
    alpha[16:48, 16:48] = 255
    photo, target = np.full((64, 64, 3), 245, np.uint8), np.full((64, 64, 3), 255, np.uint8)
    # sRGB 100 is 0.1274 linear; half of it, 0.0637, is sRGB 71.
    photo[16:48, 16:48], target[16:48, 16:48] = 71, 100
    for name, values in (("input", photo), ("target", target), ("alpha", alpha)):
        Image.fromarray(values).save(folder / f"{name}.png")
    return root


def evaluate(root: Path, *words: object) -> int:
    return command.main([str(root), "--out", str(root.parent / "out"), "--device", "cpu", *map(str, words)])


def test_a_network_that_gives_the_right_light_beats_the_photo(pairs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = save_checkpoint(monkeypatch, pairs.parent / "n.ckpt", Doubled(), "relight")
    assert evaluate(pairs, "--relight", f"doubled={network}") == 0
    rows = {row["method"]: row for row in csv.DictReader((pairs.parent / "out" / "relighting.csv").open())}
    assert list(rows) == ["photo as it is", "grey world", "doubled"]
    # L* of sRGB 71 is 30.2, of sRGB 100 is 42.4.
    assert float(rows["photo as it is"]["lightness"]) == pytest.approx(12.2, abs=0.3)
    assert float(rows["doubled"]["delta_e"]) < 1 < 8 < float(rows["photo as it is"]["delta_e"])
    assert float(rows["doubled"]["chroma"]) < 0.5
    page = (pairs.parent / "out" / "index.html").read_text()
    assert "000005" in page and "ground truth" in page


def test_grey_world_takes_out_a_cast_and_leaves_brightness() -> None:
    photo = np.full((8, 8, 3), 100, np.uint8)
    photo[..., 0] = 140
    balanced = balance_grey_world(photo, photo)
    # sRGB 140 is 0.2623 linear, 100 is 0.1274; the mean of the three, 0.1724, is sRGB 115.
    assert np.abs(balanced.astype(int) - 115).max() <= 1


def test_colours_off_the_product_do_not_count() -> None:
    target = np.full((8, 8, 3), 128, np.uint8)
    packshot, mask = target.copy(), np.zeros((8, 8), np.uint8)
    packshot[4:], mask[:4] = 0, 255
    assert max(measure_colours(packshot, target, mask).values()) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--relight", "a.ckpt", "--cutout", "standard"], "by themselves"),
        (["--relight", "missing.ckpt"], "missing.ckpt"),
        (["--relight", "a=x.ckpt", "a=y.ckpt", "--split", "val"], "x.ckpt"),
    ],
)
def test_mistakes_are_one_line(pairs: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(pairs, *words) == 2
    error = capsys.readouterr().err
    assert said in error and len(error.strip().splitlines()) == 1


def test_a_dataset_without_packshots_is_told(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pairs / "samples" / "000" / "000005" / "target.png").unlink()
    assert evaluate(pairs, "--relight", "standard") == 2
    assert "target.png" in capsys.readouterr().err
