"""The data module of packshot datasets."""

import logging
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from fixture_dataset import make_dataset

from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.layers import read_image, read_layers
from trainlib.data.samples import PackshotSamples
from trainlib.records.dataset import DatasetError


@pytest.fixture
def copy(dataset: Path, tmp_path: Path) -> Path:
    """A dataset to break."""
    return shutil.copytree(dataset, tmp_path / "copy", ignore=shutil.ignore_patterns(".cache"))


def test_a_missing_split_is_named(tmp_path: Path) -> None:
    root = make_dataset(tmp_path / "made", count=4)
    with pytest.raises(DatasetError, match=r"no sample in split 'val' \(it holds 4 train, 0 val, 0 test\)"):
        PackshotDataModule(str(root), size=64).setup("fit")


def test_broken_files_are_named(copy: Path) -> None:
    folder = copy / "samples/000/000000"
    (folder / "light_room.exr").write_bytes(b"no image")
    with pytest.raises(DatasetError, match=r"light_room.exr: not a readable OpenEXR file"):
        read_layers(folder / "light_room.exr")
    (folder / "input.png").write_bytes(b"no image")
    with pytest.raises(DatasetError, match=r"input.png: not a readable image"):
        read_image(folder / "input.png")
    cv2.imwrite(str(folder / "alpha.png"), np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(DatasetError, match=r"alpha.png: 3 channels of uint8, expected 1 of uint8"):
        read_image(folder / "alpha.png")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 100}, "data.size 100 is not a multiple of 32.*take 96 or 128"),
        ({"relight": 1.5}, "data.relight is 1.5"),
        ({"batch_size": 0}, "data.batch_size 0"),
        ({"augment": "some"}, "augment is 'some'"),
    ],
)
def test_wrong_settings_are_named(dataset: Path, settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PackshotDataModule(str(dataset), **settings).setup("fit")  # type: ignore[arg-type]


def test_samples_without_light_are_counted_not_hidden(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = make_dataset(tmp_path / "made", count=6, light=False)
    data = PackshotDataModule(str(root), size=64, num_workers=0, relight=1.0, augment="none")
    with caplog.at_level(logging.WARNING, "trainlib"):
        data.setup("fit")
    assert "4 of 4 training samples have no light layers" in caplog.text
    stored = read_image(root / "samples/000/000000/input.png")
    item = data.sets["train"][0]
    np.testing.assert_array_equal(item["image"].permute(1, 2, 0), stored)


def test_several_roots_join_their_splits(tmp_path: Path, dataset: Path) -> None:
    other = make_dataset(tmp_path / "other", count=4, seed=5)  # train alone
    data = PackshotDataModule([str(dataset), str(other)], size=64, batch_size=4, num_workers=0)
    data.setup("fit")
    assert len(data.sets["train"]) == 12
    assert len(data.sets["val"]) == 2


def test_the_seed_decides_every_sample(dataset: Path) -> None:
    def draw() -> torch.Tensor:
        torch.manual_seed(5)
        data = PackshotDataModule(str(dataset), size=32, num_workers=0, relight=1.0, augment="strong")
        data.setup("fit")
        return torch.cat([batch["image"] for batch in data.train_dataloader()])

    assert torch.equal(draw(), draw())


def test_limits_nest_and_leave_the_other_splits_alone(dataset: Path) -> None:
    def numbers(limit: int, seed: int = 0) -> list[int]:
        data = PackshotDataModule(
            str(dataset), size=64, num_workers=0, repeat=2, max_samples=limit, max_samples_seed=seed
        )
        data.setup("fit")
        assert len(data.sets["val"]) == 2  # type: ignore[arg-type]
        train = data.sets["train"]
        assert isinstance(train, PackshotSamples)
        return [sample.number for sample, _ in train.samples]

    few, more = numbers(2), numbers(5)
    assert (len(few), len(more)) == (4, 10)
    assert set(few) < set(more) < set(numbers(8))
    assert len({frozenset(numbers(2, seed)) for seed in range(8)}) > 1
    with pytest.raises(DatasetError, match="there are 8 training samples"):
        numbers(9)
