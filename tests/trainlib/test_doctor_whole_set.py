"""Faults that show between samples."""

import json
import shutil
from pathlib import Path

import pytest

from tests.trainlib.fixture_dataset import make_dataset
from trainlib.doctor.findings import PROBLEM
from trainlib.doctor.one_sample import examine
from trainlib.doctor.whole_set import examine_header, examine_set, missing
from trainlib.records.dataset import open_dataset

RESOLUTION = (64, 64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_dataset(tmp_path / "data", count=12)


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


def test_a_sample_that_is_gone_is_told(root: Path) -> None:
    assert not missing(open_dataset(root))
    shutil.rmtree(open_dataset(root).samples[3].folder)
    (finding,) = missing(open_dataset(root))
    assert "1 of 12 samples that index.jsonl lists are not there" in finding.text
    assert "the first is 3" in finding.text


def test_makers_that_are_not_named_are_told(root: Path) -> None:
    header = json.loads((root / "dataset.json").read_text())
    del header["seed"]
    header["credits"] = header["credits"][:1]
    (root / "dataset.json").write_text(json.dumps(header))
    samples = [examine(sample, RESOLUTION) for sample in open_dataset(root).samples]
    found = [finding.text for finding in examine_header(open_dataset(root), samples)]
    assert found == [
        "dataset.json has no seed",
        "dataset.json names no author of 2 assets: hdri/sky_test, hdri/sky_val",
    ]
