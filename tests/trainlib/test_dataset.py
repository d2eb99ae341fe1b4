"""What a dataset holds, and what is said of one that is broken."""

import shutil
from pathlib import Path

import pytest
from fixture_dataset import make_dataset
from test_data_develop import load_reader

from trainlib.records.dataset import DatasetError, open_dataset


@pytest.fixture
def copy(dataset: Path, tmp_path: Path) -> Path:
    """A dataset to break."""
    return shutil.copytree(dataset, tmp_path / "copy", ignore=shutil.ignore_patterns(".cache"))


@pytest.mark.parametrize("light", [True, False])
def test_the_fixture_is_true_to_the_format(shared: Path, tmp_path: Path, light: bool) -> None:
    root = make_dataset(tmp_path / "made", count=6, size=(64, 96), seed=3, light=light)
    folders, _, _, problems = load_reader(shared).check_dataset(root, 6)
    assert problems == []
    assert len(folders) == 6


def test_splits_are_the_generators(dataset: Path) -> None:
    opened = open_dataset(dataset)
    assert [s.number for s in opened.split("train")] == [0, 1, 2, 3, 6, 7, 8, 9]
    assert [s.number for s in opened.split("val")] == [4, 10]
    assert [s.number for s in opened.split("test")] == [5, 11]
    assert opened.resolution == (64, 64)
    assert opened.samples[0].product.startswith("shape/")


def test_an_index_that_is_missing_or_behind_is_read_from_samples(copy: Path) -> None:
    whole = open_dataset(copy)
    lines = (copy / "index.jsonl").read_text().splitlines()
    (copy / "index.jsonl").write_text("\n".join(lines[:5]))
    assert open_dataset(copy) == whole
    (copy / "index.jsonl").unlink()
    assert open_dataset(copy) == whole


def test_names_with_a_dot_are_no_samples(copy: Path) -> None:
    shutil.copytree(copy / "samples/000/000000", copy / "samples/000/.000099.part")
    assert len(open_dataset(copy).samples) == 12


def break_header(root: Path) -> None:
    (root / "dataset.json").write_text('{"format": "packshot", "format_version": 2}')


def break_json(root: Path) -> None:
    (root / "dataset.json").write_text("{")


def break_index(root: Path) -> None:
    (root / "index.jsonl").write_text('{"id": "x"}\n')


def break_split(root: Path) -> None:
    text = (root / "index.jsonl").read_text()
    (root / "index.jsonl").write_text(text.replace('"split": "val"', '"split": "dev"'))


def drop_samples(root: Path) -> None:
    shutil.rmtree(root / "samples")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (break_header, "format 'packshot' version 2; this reads 'packshot' version 1"),
        (break_json, "dataset.json: not readable as JSON"),
        (break_index, "index.jsonl, line 1: not a sample's entry"),
        (break_split, "sample 4 is in split 'dev'"),
        (drop_samples, "holds no finished sample"),
    ],
)
def test_a_broken_dataset_is_named(copy: Path, damage: object, message: str) -> None:
    assert callable(damage)
    damage(copy)
    with pytest.raises(DatasetError, match=message) as caught:
        open_dataset(copy)
    assert str(copy) in str(caught.value)
    assert "\n" not in str(caught.value)
