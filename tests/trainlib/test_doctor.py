"""The doctor: a sound dataset is called sound, and each fault that is put in is found."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.trainlib.fixture_dataset import make_dataset, write_exr
from trainlib.data.dataset import open_dataset
from trainlib.data.layers import read_layers, read_picture
from trainlib.doctor.alignment import misalignment
from trainlib.doctor.command import main
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import examine
from trainlib.doctor.whole_set import examine_set, missing

RESOLUTION = (64, 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", count=12)


def look(root: Path, place: int = 0) -> list[Finding]:
    return list(examine(open_dataset(root).samples[place], RESOLUTION).findings)


def checks(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.level == PROBLEM}


def test_a_sound_dataset_has_no_problem(root: Path) -> None:
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    assert not [finding for one in samples for finding in one.findings if finding.level == PROBLEM]
    assert not [finding for finding in examine_set(samples) if finding.level == PROBLEM]
    alpha = read_picture(samples[0].sample.folder / "alpha.png")
    assert samples[0].figures["coverage"] == pytest.approx(alpha.mean() / 255)


def test_a_changed_file_is_told_by_its_checksum(root: Path) -> None:
    path = open_dataset(root).samples[0].folder / "input.png"
    cv2.imwrite(str(path), 255 - cv2.imread(str(path)))
    texts = [finding.text for finding in look(root)]
    assert any("checksum" in text for text in texts)
    assert any("light_room.exr: developed" in text for text in texts)
    path.write_bytes(b"no picture")
    assert "files" in checks(look(root))


@pytest.mark.parametrize("shift", [(4, 0), (0, -3), (3, 3)])
def test_a_mask_beside_its_product_is_found(root: Path, shift: tuple[int, int]) -> None:
    folder = open_dataset(root).samples[0].folder
    alpha, target = read_picture(folder / "alpha.png"), read_picture(folder / "target.png")
    assert misalignment(target, alpha) is None
    moved = np.roll(alpha, shift, axis=(1, 0))
    assert misalignment(target, moved) == (-shift[0], -shift[1])
    cv2.imwrite(str(folder / "alpha.png"), moved)
    assert "alignment" in {finding.check for finding in look(root)}
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    assert "alignment" not in checks(examine_set(samples)), "one sample of twelve is a slip"
    assert "alignment" in checks(examine_set(samples[:3])), "one of three is a rule"


def test_light_that_does_not_add_up_is_found(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    layers = {name: 1.5 * light.astype(np.float32) for name, light in read_layers(folder / "light_room.exr").items()}
    write_exr(folder / "light_room.exr", layers)
    assert checks(look(root)) == {"files", "light"}


def test_grey_on_white_and_bent_normals_are_found(root: Path) -> None:
    folder = open_dataset(root).samples[0].folder
    target = cv2.imread(str(folder / "target.png"))
    target[2, 2] = 240
    cv2.imwrite(str(folder / "target.png"), target)
    cv2.imwrite(str(folder / "normal.png"), np.full((64, 64, 3), 128, np.uint8))
    assert {"white", "normals"} <= checks(look(root))


def test_an_asset_in_two_splits_is_a_leak(root: Path) -> None:
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    samples[0].assets["product"] = samples[4].assets["product"]
    (leak,) = [finding for finding in examine_set(samples) if finding.check == "leak"]
    assert leak.samples == (0, 4) and "in several splits (1 train, 1 val)" in leak.text


def test_copies_are_found_between_splits(root: Path) -> None:
    dataset = open_dataset(root)
    shutil.copyfile(dataset.samples[0].folder / "input.png", dataset.samples[5].folder / "input.png")
    samples = [examine(sample, RESOLUTION) for sample in dataset.samples]
    (copy,) = [finding for finding in examine_set(samples) if finding.check == "copy"]
    assert copy.samples == (0, 5) and copy.level == PROBLEM


def test_the_command_writes_a_page_and_tells(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(root)]) == 0
    page = root / "doctor.html"
    assert "Nothing" not in page.read_text() and "How it spreads" in page.read_text()
    folder = open_dataset(root).samples[3].folder
    (folder / "recipe.json").write_text(json.dumps({"id": 3}))
    assert main([str(root), "--out", str(root / "again.html")]) == 1
    told = capsys.readouterr().out
    assert "problem: sample 3: " in told and "12 samples: 3 problems" in told
    assert main([str(root / "samples")]) == 2


def test_a_sample_that_is_gone_is_told(root: Path) -> None:
    assert not missing(open_dataset(root))
    shutil.rmtree(open_dataset(root).samples[3].folder)
    (finding,) = missing(open_dataset(root))
    assert "1 of 12 samples that index.jsonl lists are not there" in finding.text
    assert "the first is 3" in finding.text
