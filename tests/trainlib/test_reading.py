"""The reader: what a dataset holds, and what it says of one that is broken."""

import json
import logging
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from fixture_dataset import make_dataset
from test_torch_develop import load_reader

from trainlib.data.cache import ArrayCache
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.decoded import cache_for
from trainlib.data.device import collate, finish
from trainlib.data.layers import read_image, read_layers
from trainlib.data.samples import PackshotSamples
from trainlib.data.transforms import Augmentation
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


def test_a_batch_holds_what_the_files_hold(dataset: Path, tmp_path: Path) -> None:
    sample = open_dataset(dataset).samples[0]
    found = PackshotSamples([(sample, ArrayCache(tmp_path))], Augmentation((64, 64)))[0]
    kinds = {name: value.dtype for name, value in found.items() if isinstance(value, torch.Tensor)}
    floats = {"depth", "depth_range"}
    assert {name for name, kind in kinds.items() if kind != torch.uint8} == floats, "bytes travel as bytes"
    item = {name: value[0] for name, value in finish(collate([found])).items()}
    shapes = {name: tuple(value.shape) for name, value in item.items() if isinstance(value, torch.Tensor)}
    assert shapes == {
        "image": (3, 64, 64),
        "target": (3, 64, 64),
        "normal": (3, 64, 64),
        "alpha": (1, 64, 64),
        "shadow": (1, 64, 64),
        "depth": (1, 64, 64),
        "depth_range": (2,),
    }
    assert item["depth_range"].tolist() == [1.0, 5.0]
    stored = read_image(sample.folder / "input.png")
    np.testing.assert_allclose(item["image"].permute(1, 2, 0).numpy(), stored / 255, atol=1e-6)
    assert item["depth"][0, 0, 0] == pytest.approx((4.0 - 1.0) / (5.0 - 1.0), abs=1e-4)  # the wall, at 4 m
    assert item["normal"][:, 0, 0].tolist() == pytest.approx([0, 0, 1], abs=0.01)  # faces the camera
    assert item["alpha"].max() == 1
    assert (item["id"], item["split"]) == (f"{dataset.name}/000000", "train")


def test_images_shrink_by_area(tmp_path: Path) -> None:
    root = make_dataset(tmp_path / "made", count=1, size=(64, 64))
    sample = open_dataset(root).samples[0]
    item = PackshotSamples([(sample, cache_for(root, None))], Augmentation((32, 32)))[0]
    alpha = read_image(sample.folder / "alpha.png").astype(float)
    expected = alpha.reshape(32, 2, 32, 2).mean((1, 3)) / 255
    np.testing.assert_allclose(item["alpha"][0].numpy(), 255 * expected, atol=0.51)


def test_the_cache_follows_the_checksums(copy: Path, tmp_path: Path) -> None:
    sample = open_dataset(copy).samples[0]
    cache = ArrayCache(tmp_path / "cache")
    samples = PackshotSamples([(sample, cache)], Augmentation((64, 64)))
    first = samples[0]["image"]
    black = np.zeros((64, 64, 3), np.uint8)
    cv2.imwrite(str(sample.folder / "input.png"), black)
    assert torch.equal(samples[0]["image"], first), "without a new checksum the cache stands"
    record = json.loads((sample.folder / "sample.json").read_text())
    record["files"]["input.png"] = "0" * 64
    (sample.folder / "sample.json").write_text(json.dumps(record))
    assert samples[0]["image"].max() == 0
    assert len(list((tmp_path / "cache").glob("000000.images.*"))) == 1, "the outdated entry is gone"


def test_a_cut_short_cache_entry_is_made_anew(dataset: Path, tmp_path: Path) -> None:
    cache = ArrayCache(tmp_path)
    cache.get("a", "b", lambda: np.arange(1000))
    path = next(tmp_path.glob("a.b.npy"))
    path.write_bytes(path.read_bytes()[:200])
    assert cache.get("a", "b", lambda: np.arange(1000)).sum() == 499500


def test_light_layers_are_the_groups(dataset: Path) -> None:
    layers = read_layers(dataset / "samples/000/000000/light_room.exr")
    assert list(layers) == ["lamp", "world"]
    assert layers["lamp"].shape == (64, 64, 3)
    assert layers["lamp"].dtype == np.float16


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
        ({"size": 100}, "data.size 100 is no multiple of 32.*take 96 or 128"),
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
