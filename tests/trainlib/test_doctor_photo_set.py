"""The doctor on photos with cut-outs: sound ones are called sound, and each fault that is put in is found."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from trainlib.data.splits import SplitConfig
from trainlib.doctor import command
from trainlib.doctor.command import main
from trainlib.doctor.photo_set import examine_photo, open_photos

SIZE = (72, 96)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Twenty photos of boards before drawn walls, with masks."""
    for number in range(20):
        rng = np.random.default_rng(number)
        alpha = np.zeros(SIZE, np.uint8)
        top, left = rng.integers(10, 25, 2)
        alpha[top : top + 36, left : left + 40] = 255
        wall = cv2.resize(rng.integers(60, 200, (3, 4, 3), dtype=np.uint8), SIZE[::-1], interpolation=cv2.INTER_CUBIC)
        photo = np.where(alpha[..., None] > 0, rng.integers(0, 255, 3, dtype=np.uint8), wall)
        for folder, values in (("photos", photo), ("masks", alpha)):
            (tmp_path / folder).mkdir(exist_ok=True)
            Image.fromarray(values.astype(np.uint8)).save(tmp_path / folder / f"p{number:02d}.png")
    return tmp_path


def doctor(place: Path, *words: str) -> int:
    out = ["--out", str(place / "page.html")]
    return main([str(place / "photos"), "--cutouts", str(place / "masks"), *out, *words])


def test_sound_photos_have_no_problem(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(place) == 0
    told = capsys.readouterr().out
    assert "20 samples: 0 problems, 2 warnings (2 splits)" in told
    page = (place / "page.html").read_text()
    assert "Distributions" in page and "<h2>Categories</h2>" not in page and "p03, train" in page
    assert doctor(place, "--split.test", "0") == 0, "a split that was not asked for is not missed"
    photos = open_photos(place / "photos", place / "masks", SplitConfig())
    seen = examine_photo(photos.samples[0], photos.files[0])
    assert seen.metrics["fill"] == 0.5 and seen.metrics["coverage"] == pytest.approx(36 * 40 / (72 * 96))


def test_faults_of_photos_are_found(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    masks, photos = place / "masks", place / "photos"
    (masks / "p00.png").unlink()
    Image.fromarray(np.zeros(SIZE, np.uint8)).save(masks / "p01.png")
    Image.fromarray(np.full((30, 30), 255, np.uint8)).save(masks / "p02.png")
    (photos / "p03.png").write_bytes(b"no picture")
    Image.open(photos / "p04.png").save(masks / "p04.png")
    for number in (5, 6, 7):
        shifted = np.roll(np.asarray(Image.open(masks / f"p{number:02d}.png")), (4, 3), (0, 1))
        Image.fromarray(shifted).save(masks / f"p{number:02d}.png")
    order = open_photos(photos, masks, SplitConfig()).samples
    train, val = (next(one.product for one in order[7:] if one.split == split) for split in ("train", "val"))
    for folder in (photos, masks):
        shutil.copyfile(folder / f"{train}.png", folder / f"{val}.png")
    assert doctor(place) == 1
    told = capsys.readouterr().out.splitlines()
    for line in (
        "problem: 1 photos have no cut-out, and `fit` refuses them: p00",
        "problem: p01.png: the product covers 0.0% of the image: nothing to learn from",
        "problem: p02.png is 30 x 30, its photo 96 x 72",
        "problem: in 3 of 19 samples the mask lies beside its product",
        "warning: p05.png fits its photo better moved by -3, -4 pixels",
    ):
        assert line in told
    assert any(line.startswith("problem: ") and "photos/p03.png" in line for line in told)
    assert any(line.startswith("problem: ") and "p04.png: in colour and without transparency" in line for line in told)
    assert any(f"{min(train, val)} and {max(train, val)} look the same, in " in line for line in told)
    assert "copy" in (place / "page.html").read_text()


def test_mistakes_about_photos_are_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(place / "photos")]) == 2
    assert "no dataset here (it holds no dataset.json); of photos give --cutouts DIR, too" in capsys.readouterr().err
    assert doctor(place, "--split.val", "0.9", "--split.test", "0.2") == 2
    assert "add up to less than 1" in capsys.readouterr().err
    (place / "masks" / "train.txt").write_text("p99\n")
    assert doctor(place, "--split.lists", str(place / "masks")) == 2
    assert "'p99' is not an image of the folder" in capsys.readouterr().err


def test_an_interrupt_ends_it_at_once(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked: list[str] = []

    def look(sample: object, files: object) -> object:
        looked.append("one")
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "examine_photo", look)
    monkeypatch.setattr(command.os, "cpu_count", lambda: 1)
    assert doctor(place) == 130
    assert capsys.readouterr().err.endswith("stopped; nothing was changed\n")
    assert len(looked) < 20, "what was not started is left"
